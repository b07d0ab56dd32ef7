package dev.tallystick.plan;

import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rows that are left out on purpose, under a name of their own.
///
/// @param as what people call them, as in `3 FLAT skipped`
/// @param field the left field that decides
public record SkipRule(String as, String field, Test test) {

    /// What the field must say. Texts are compared as people read them: without blanks around, in any case.
    public sealed interface Test {
        record Equal(String text) implements Test {}

        record In(List<String> texts) implements Test {
            public In {
                texts = List.copyOf(texts);
            }
        }

        record Contains(String text) implements Test {}

        record Empty() implements Test {}
    }

    /// The first of these rules that fits the row.
    public static Optional<SkipRule> first(List<SkipRule> rules, Row row) {
        return rules.stream().filter(rule -> rule.fits(row.value(rule.field))).findFirst();
    }

    boolean fits(Value value) {
        return switch (test) {
            case Test.Empty _ -> text(value).isEmpty();
            case Test.Equal(String wanted) -> text(value).equals(plain(wanted));
            case Test.In(List<String> wanted) ->
                wanted.stream().anyMatch(each -> text(value).equals(plain(each)));
            case Test.Contains(String wanted) -> text(value).contains(plain(wanted));
        };
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Empty _ -> "";
            case Value.Text(String text) -> plain(text);
            case Value.Choice(String option) -> plain(option);
            case Value.Bool(boolean truth) -> Boolean.toString(truth);
            case Value.Decimal(BigDecimal number) -> number.stripTrailingZeros().toPlainString();
            case Value.Date(var date) -> date.toString();
            case Value.Timestamp(var instant) -> instant.toString();
            case Value.LocalDateTime(var time) -> time.toString();
            case Value.Choices(var options) -> plain(String.join(", ", options));
            case Value.Links(var ids) -> plain(String.join(", ", ids));
            case Value.Attachments(var files) ->
                plain(String.join(
                        ", ", files.stream().map(Value.Attachment::name).toList()));
            case Value.Json(String json) -> plain(json);
        };
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /// `Skipped as FLAT: 'type' is "FLAT".`
    public String reason() {
        var says = switch (test) {
            case Test.Empty _ -> "is empty";
            case Test.Equal(String text) -> "is \"" + text + "\"";
            case Test.In(List<String> texts) -> "is one of \"" + String.join("\", \"", texts) + "\"";
            case Test.Contains(String text) -> "contains \"" + text + "\"";
        };
        return "Skipped as " + as + ": '" + field + "' " + says + ".";
    }
}
