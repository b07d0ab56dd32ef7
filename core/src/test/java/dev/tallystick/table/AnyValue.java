package dev.tallystick.table;

import dev.tallystick.Seeds.Draw;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Draws values, and for a value another way to write the same.
public final class AnyValue {
    private static final List<String> WORDS =
            List.of("a", "b", "A", "1", "1.0", "true", "a\nb", "Zoë", "🪵", "\u0000", "\uD800", "?", "a, b", " a");

    private AnyValue() {}

    public static Value draw(Draw draw) {
        return switch (draw.upTo(11)) {
            case 0 -> Value.empty();
            case 1 -> Value.text(text(draw));
            case 2 -> new Value.Decimal(BigDecimal.valueOf(draw.upTo(40) - 20, draw.upTo(3) - 1));
            case 3 -> new Value.Bool(draw.chance(2));
            case 4 -> new Value.Date(LocalDate.of(2026, 1, 1).plusDays(draw.upTo(9)));
            case 5 -> new Value.Timestamp(Instant.ofEpochSecond(draw.upTo(2) - 1L, draw.upTo(4) * 500_000L));
            case 6 ->
                new Value.LocalDateTime(LocalDate.of(2026, 1, 1).atTime(draw.upTo(2), 0, 0, draw.upTo(4) * 500_000));
            case 7 -> new Value.Choice(draw.oneOf(WORDS));
            case 8 -> new Value.Choices(words(draw));
            case 9 -> new Value.Links(words(draw));
            case 10 ->
                new Value.Attachments(words(draw).stream()
                        .map(id -> new Value.Attachment(id, draw.oneOf(WORDS)))
                        .toList());
            default -> new Value.Json(draw.oneOf("{}", "[]", "{\"a\":1}", "1", "\"a\""));
        };
    }

    /// The same meaning, written in another way where there is one.
    public static Value reworded(Value value, Draw draw) {
        return switch (value) {
            case Value.Text(var text) -> Value.text(text.replace("\n", "\r\n"));
            case Value.Decimal(var number) -> new Value.Decimal(number.setScale(number.scale() + draw.upTo(3)));
            case Value.Timestamp(var instant) ->
                new Value.Timestamp(wholeMillis(instant).plusNanos(draw.upTo(999_999)));
            case Value.Choices(var options) -> new Value.Choices(shuffled(options, draw));
            case Value.Links(var rowIds) -> new Value.Links(shuffled(rowIds, draw));
            case Value.Attachments(var files) ->
                new Value.Attachments(shuffled(files, draw).stream()
                        .map(file -> new Value.Attachment(file.id(), draw.oneOf(WORDS)))
                        .toList());
            default -> value;
        };
    }

    private static Instant wholeMillis(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }

    private static String text(Draw draw) {
        var text = new StringBuilder();
        for (var i = draw.upTo(Math.min(draw.size(), 3)); i > 0; i--) {
            text.append(draw.oneOf(WORDS));
        }
        return text.toString();
    }

    private static List<String> words(Draw draw) {
        var words = new ArrayList<String>();
        for (var i = draw.upTo(Math.min(draw.size(), 3)); i > 0; i--) {
            words.add(draw.oneOf(WORDS));
        }
        return words;
    }

    private static <T> List<T> shuffled(List<T> items, Draw draw) {
        var shuffled = new ArrayList<>(items);
        if (!items.isEmpty() && draw.chance(2)) {
            shuffled.add(draw.oneOf(items));
        }
        Collections.shuffle(shuffled, new Random(draw.random().nextLong()));
        return shuffled;
    }
}
