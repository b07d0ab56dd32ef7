package dev.tallystick.table;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// One typed value of a field, in the form every connector translates to and from at its edge.
/// A value is what people mean, never how it was formatted: numbers are decimals and never doubles,
/// times are instants or local times and never text.
///
/// Two values are compared by [Equality] alone; `equals` of these records is stricter than that.
public sealed interface Value {

    /// Nothing: null, a missing field, a cleared cell.
    record Empty() implements Value {}

    record Text(String text) implements Value {}

    record Decimal(BigDecimal number) implements Value {}

    record Bool(boolean truth) implements Value {}

    record Date(LocalDate date) implements Value {}

    /// A point in time, the same for everybody.
    record Timestamp(Instant instant) implements Value {}

    /// A date and a time on a wall clock whose zone is not known.
    record LocalDateTime(java.time.LocalDateTime dateTime) implements Value {}

    /// One option out of a list, by name.
    record Choice(String option) implements Value {}

    /// Several options; their order carries no meaning.
    record Choices(List<String> options) implements Value {
        public Choices {
            options = List.copyOf(options);
        }
    }

    /// Rows of another table, by row id; their order carries no meaning.
    record Links(List<String> rowIds) implements Value {
        public Links {
            rowIds = List.copyOf(rowIds);
        }
    }

    /// Files, told apart by their id alone: their addresses expire and change.
    record Attachments(List<Attachment> files) implements Value {
        public Attachments {
            files = List.copyOf(files);
        }
    }

    record Attachment(String id, String name) {}

    /// An object or a list without a shape of ours, as canonical JSON text: keys sorted, no blanks, numbers as written.
    record Json(String json) implements Value {}

    static Value empty() {
        return new Empty();
    }

    static Value text(String text) {
        return new Text(text);
    }

    static Value decimal(String number) {
        return new Decimal(new BigDecimal(number));
    }

    default boolean isEmpty() {
        return this instanceof Empty;
    }
}
