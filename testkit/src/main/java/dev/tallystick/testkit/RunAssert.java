package dev.tallystick.testkit;

import dev.tallystick.connector.NearestName;
import dev.tallystick.plan.Change;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Claims about one run. Each fails with what the run came to, and none needs a library of assertions beside it.
public final class RunAssert {
    private final MemoryRun run;

    private RunAssert(MemoryRun run) {
        this.run = run;
    }

    public static RunAssert assertThat(MemoryRun run) {
        return new RunAssert(run);
    }

    public RunAssert succeeded() {
        return hasStatus(MemoryRun.Status.SUCCEEDED);
    }

    /// It ended before the end, or a row failed.
    public RunAssert isPartial() {
        return hasStatus(MemoryRun.Status.PARTIAL);
    }

    /// Nothing was written, and a person reads this.
    public RunAssert failedWith(String partOfItsReason) {
        hasStatus(MemoryRun.Status.FAILED);
        return claim(
                run.reason().contains(partOfItsReason),
                "a reason with \"" + partOfItsReason + "\"",
                "\"" + run.reason() + "\"");
    }

    /// @param sentence as people read it: `2 created, 1 unchanged`
    public RunAssert hasTally(String sentence) {
        var tally = run.tally().sentence();
        return claim(tally.equals(sentence), "the tally \"" + sentence + "\"", "\"" + tally + "\"");
    }

    /// These rows were created, and no others.
    public RunAssert created(String... keys) {
        return changed(Change.Kind.CREATE, keys);
    }

    /// These rows were updated, and no others.
    public RunAssert updated(String... keys) {
        return changed(Change.Kind.UPDATE, keys);
    }

    /// These rows were deleted, and no others.
    public RunAssert deleted(String... keys) {
        return changed(Change.Kind.DELETE, keys);
    }

    public RunAssert changedNothing() {
        var keys = run.changes().stream().map(Change::key).toList();
        return claim(keys.isEmpty(), "no change", "changes of " + keys);
    }

    /// @param where its key, or where it stands when it has none
    public RunAssert failedRow(String where, String partOfItsReason) {
        @Nullable String reason = run.failures().get(where);
        return claim(
                reason != null && reason.contains(partOfItsReason),
                "that " + where + " failed with \"" + partOfItsReason + "\"",
                "these failures: " + run.failures());
    }

    /// The table has this row, with this in a field. A number, a date and a time are compared as such: `1.10` is `1.1`.
    ///
    /// @param expected text, a number, a boolean, a [LocalDate], an [Instant] or a [Value]; null for an empty field
    public RunAssert hasValue(String key, String field, @Nullable Object expected) {
        @Nullable Row row = run.table().get(key);
        if (row == null) {
            throw failure(
                    "a row '" + key + "'",
                    "none" + NearestName.hint(key, run.table().keySet()));
        }
        var value = row.value(field);
        return claim(
                Equality.EXACT.same(value, value(expected, value)),
                "'" + field + "' of '" + key + "' to be " + shown(value(expected, value)),
                shown(value));
    }

    public RunAssert hasNoRow(String key) {
        return claim(!run.table().containsKey(key), "no row '" + key + "'", "it in the table");
    }

    public RunAssert madeCalls(int calls) {
        return claim(run.calls().size() == calls, calls + " calls", run.calls().size() + ": " + run.calls());
    }

    private RunAssert hasStatus(MemoryRun.Status status) {
        return claim(
                run.status() == status,
                "a run that " + status.name().toLowerCase(Locale.ROOT),
                run.status().name().toLowerCase(Locale.ROOT));
    }

    private RunAssert changed(Change.Kind kind, String... keys) {
        var changed = run.changes().stream()
                .filter(change -> change.kind() == kind)
                .map(Change::key)
                .toList();
        return claim(
                changed.equals(Stream.of(keys).sorted().toList()),
                kind.word() + " of " + List.of(keys),
                kind.word() + " of " + changed);
    }

    private RunAssert claim(boolean holds, String expected, String found) {
        if (!holds) {
            throw failure(expected, found);
        }
        return this;
    }

    private AssertionError failure(String expected, String found) {
        return new AssertionError("Expected " + expected + ", and found " + found + ".\nThe run: " + run);
    }

    /// @param like what stands there: a text is a number where a number is expected
    private static Value value(@Nullable Object expected, Value like) {
        return switch (expected) {
            case null -> Value.empty();
            case Value value -> value;
            case Boolean truth -> new Value.Bool(truth);
            case BigDecimal number -> new Value.Decimal(number);
            case Number number -> Value.decimal(number.toString());
            case LocalDate date -> new Value.Date(date);
            case Instant instant -> new Value.Timestamp(instant);
            case String text -> text(text, like);
            default ->
                throw new IllegalArgumentException("No field holds a "
                        + expected.getClass().getSimpleName() + "; expect text, a number, a boolean or a Value");
        };
    }

    private static Value text(String text, Value like) {
        return switch (like) {
            case Value.Decimal _ when text.matches("-?[0-9.]+") -> Value.decimal(text);
            case Value.Date _ when text.matches("\\d{4}-\\d\\d-\\d\\d") -> new Value.Date(LocalDate.parse(text));
            case Value.Choice _ -> new Value.Choice(text);
            default -> Value.text(text);
        };
    }

    private static String shown(Value value) {
        return switch (value) {
            case Value.Empty _ -> "empty";
            case Value.Text(String text) -> "\"" + text + "\"";
            case Value.Decimal(BigDecimal number) -> number.toPlainString();
            default -> value.toString();
        };
    }
}
