package dev.tallystick.connectors.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A CSV text line by line (RFC 4180): cells as they stand there, lines without any cell left out.
final class Lines {
    private static final int LONGEST_CELL = 4 * 1024 * 1024;
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

    /// What is looked at to find the delimiter: a header, not a book.
    private static final int HEAD_CHARS = 256 * 1024;

    private Lines() {}

    /// Takes lines; false ends the reading.
    @FunctionalInterface
    interface Taker {
        boolean line(long number, List<String> cells);
    }

    /// What ended the reading before the end.
    ///
    /// @param afterLine the last line that could be read
    record Broken(long afterLine, String sentence) {}

    /// Reads the lines below the header.
    ///
    /// @return empty when the end was seen
    /// @throws ConnectorException where a byte does not belong to the encoding
    static Optional<Broken> below(InputStream bytes, TableOptions options, Header header, String table, Taker taker) {
        long last = options.headerRow();
        try (var csv = csv(new StrictText(bytes, options.encoding()), header.delimiter(), options)) {
            boolean first = true;
            var records = csv.iterator();
            while (records.hasNext()) {
                var record = records.next();
                if (!first
                        && !blank(record.getFields())
                        && !taker.line(record.getStartingLineNumber(), record.getFields())) {
                    return Optional.empty();
                }
                first = false;
                last = record.getStartingLineNumber();
            }
            return Optional.empty();
        } catch (CsvParseException broken) {
            return Optional.of(new Broken(
                    last,
                    "The file cannot be read below line " + last
                            + ": a quote is opened there and not closed, or something stands behind a closing quote. Mend that"
                            + " line; nothing below it was looked at."));
        } catch (IOException | java.io.UncheckedIOException trouble) {
            throw unreadable(trouble, table);
        }
    }

    private static boolean blank(List<String> cells) {
        return cells.stream().allMatch(String::isEmpty);
    }

    static ConnectorException unreadable(Exception trouble, String table) {
        for (Throwable at = trouble; at != null; at = at.getCause()) {
            if (at instanceof StrictText.WrongByte wrong) {
                return new ConnectorException(
                        Problem.SETTINGS,
                        "Line " + wrong.line() + " of '" + table + "' holds a byte that is not " + wrong.encoding()
                                + ", so nothing was read. Save the file as UTF-8, or say its 'encoding' in the sync"
                                + " (Excel's own is often windows-1252).",
                        trouble);
            }
        }
        return new ConnectorException(Problem.UNAVAILABLE, "The file of '" + table + "' cannot be read.", trouble);
    }

    private static CsvReader<CsvRecord> csv(Reader text, char delimiter, TableOptions options) {
        var csv = CsvReader.builder()
                .fieldSeparator(delimiter)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .skipEmptyLines(true)
                .maxBufferSize(LONGEST_CELL)
                .ofCsvRecord(text);
        if (options.headerRow() > 1) {
            csv.skipLines(options.headerRow() - 1);
        }
        return csv;
    }

    /// Finds the header, and the delimiter by it: the one that shows the most of the columns that must be
    /// there.
    ///
    /// @throws ConnectorException where there is none, or a web page stands where CSV should be
    static Header header(InputStream bytes, TableOptions options, Set<String> needed, String table) {
        var head = head(bytes, options, table);
        if (looksLikeHtml(head)) {
            throw new ConnectorException(
                    Problem.BAD_ANSWER,
                    "A web page came for '" + table + "' instead of CSV. Check the address, and whether the file is"
                            + " shared.");
        }
        var choices = options.delimiter().map(List::of).orElse(DELIMITERS).stream()
                .flatMap(delimiter -> header(head, delimiter, options).stream())
                .toList();
        return choices.stream()
                .max(Comparator.<Header>comparingLong(header ->
                                header.names().stream().filter(needed::contains).count())
                        .thenComparingInt(Header::width)
                        .thenComparingInt(header -> -DELIMITERS.indexOf(header.delimiter())))
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "'" + table + "' has no header in line " + options.headerRow()
                                + ". The first line must name the columns; say 'header_row' where another one does."));
    }

    private static String head(InputStream bytes, TableOptions options, String table) {
        try {
            var text = new StrictText(bytes, options.encoding());
            var chars = new char[HEAD_CHARS];
            int length = 0;
            for (int read = text.read(chars, 0, chars.length);
                    read > 0;
                    read = length == chars.length ? -1 : text.read(chars, length, chars.length - length)) {
                length += read;
            }
            return new String(chars, 0, length);
        } catch (IOException trouble) {
            throw unreadable(trouble, table);
        }
    }

    private static boolean looksLikeHtml(String text) {
        var start = text.stripLeading();
        start = start.substring(0, Math.min(start.length(), 15)).toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype html") || start.startsWith("<html");
    }

    private static Optional<Header> header(String head, char delimiter, TableOptions options) {
        try (var csv = csv(new StringReader(head), delimiter, options)) {
            var records = csv.iterator();
            if (!records.hasNext()) {
                return Optional.empty();
            }
            List<String> names = new ArrayList<>(
                    records.next().getFields().stream().map(String::strip).toList());
            while (!names.isEmpty() && names.getLast().isEmpty()) {
                names.removeLast();
            }
            return names.isEmpty() ? Optional.empty() : Optional.of(new Header(names, delimiter));
        } catch (CsvParseException | IOException | java.io.UncheckedIOException _) {
            return Optional.empty(); // not by this delimiter
        }
    }
}
