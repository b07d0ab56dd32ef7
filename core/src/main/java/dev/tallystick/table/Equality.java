package dev.tallystick.table;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/// The one equality: whether two values say the same thing. Everything that asks "did it change?" asks here.
///
/// Both values are brought into one normal form and compared there: decimals by value (`1.10` is `1.1`), instants to
/// the millisecond, line ends as LF, choices, links and attachments as sets. What a side cannot tell apart from
/// nothing counts as nothing for the pair.
///
/// @param blankIsEmpty a side of this pair cannot hold an empty text beside an empty field
/// @param falseIsEmpty a side of this pair cannot hold `false` beside an empty field (a checkbox that is only ever
/// ticked or empty)
public record Equality(boolean blankIsEmpty, boolean falseIsEmpty) {

    /// Both sides tell null, an empty text and false apart.
    public static final Equality EXACT = new Equality(false, false);

    public boolean same(Value one, Value other) {
        return normal(one).equals(normal(other));
    }

    /// The normal form. Values are the same exactly when their normal forms are equal, so a hash of it is a hash of the
    /// meaning.
    public Value normal(Value value) {
        return switch (value) {
            case Value.Empty empty -> empty;
            case Value.Text(String text) ->
                blankIsEmpty && text.isEmpty() ? Value.empty() : new Value.Text(unixLines(text));
            case Value.Decimal(BigDecimal number) -> new Value.Decimal(plain(number));
            case Value.Bool(boolean truth) -> falseIsEmpty && !truth ? Value.empty() : value;
            case Value.Date date -> date;
            case Value.Timestamp(var instant) -> new Value.Timestamp(instant.truncatedTo(ChronoUnit.MILLIS));
            case Value.LocalDateTime(var dateTime) -> new Value.LocalDateTime(dateTime.truncatedTo(ChronoUnit.MILLIS));
            case Value.Choice choice -> choice;
            case Value.Choices(List<String> options) ->
                options.isEmpty() ? Value.empty() : new Value.Choices(asSet(options));
            case Value.Links(List<String> rowIds) -> rowIds.isEmpty() ? Value.empty() : new Value.Links(asSet(rowIds));
            case Value.Attachments(List<Value.Attachment> files) -> files.isEmpty() ? Value.empty() : byId(files);
            case Value.Json json -> json;
        };
    }

    private static String unixLines(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    }

    private static BigDecimal plain(BigDecimal number) {
        // stripTrailingZeros of 0.00 is 0 since Java 8; scale stays the only difference left to remove
        return number.stripTrailingZeros();
    }

    private static List<String> asSet(List<String> names) {
        return names.stream().distinct().sorted().toList();
    }

    private static Value byId(List<Value.Attachment> files) {
        return new Value.Attachments(files.stream()
                .map(file -> new Value.Attachment(file.id(), ""))
                .distinct()
                .sorted(Comparator.comparing(Value.Attachment::id))
                .toList());
    }
}
