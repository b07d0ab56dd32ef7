package dev.tallystick.cli;

import java.io.Console;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Where a command writes, and how: for a person at a terminal, or for a pipe.
///
/// @param terminal whether a person watches, so that a line may be drawn over
record Output(PrintStream out, PrintStream err, boolean terminal) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    static Output standard() {
        return new Output(
                System.out,
                System.err,
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
    }

    void line(String text) {
        out.println(text);
    }

    void error(String text) {
        err.println(text);
    }

    /// Draws over the line before; only on a terminal.
    void redraw(String text) {
        out.print("\r\u001b[K" + text);
        out.flush();
    }

    /// Columns as wide as what stands in them; nothing is cut.
    void table(List<List<String>> rows) {
        var widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (var row : rows) {
            line(IntStream.range(0, row.size())
                    .mapToObj(column -> column == row.size() - 1
                            ? row.get(column)
                            : row.get(column)
                                    + " "
                                            .repeat(widths[column]
                                                    - row.get(column).length()))
                    .collect(Collectors.joining("  "))
                    .stripTrailing());
        }
    }

    /// A value for people: linked rows by their names.
    ///
    /// @param links names by row id
    static String value(Json value, Json links) {
        if (value.absent()) {
            return "(empty)";
        }
        if (links.absent() || value.items().isEmpty()) {
            return value.text();
        }
        return value.items().stream()
                .map(row -> links.at(row.text()).absent()
                        ? row.text()
                        : links.at(row.text()).text())
                .collect(Collectors.joining(", "));
    }

    /// A time on the clock of whoever reads it.
    static String time(Json instant) {
        try {
            return instant.absent()
                    ? "-"
                    : TIME.format(Instant.parse(instant.text()).atZone(ZoneId.systemDefault()));
        } catch (DateTimeParseException odd) {
            return instant.text();
        }
    }
}
