package dev.tallystick.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/// Gives a list of any length as a file, part by part, so that neither the list nor a transaction is held meanwhile.
///
/// The CSV is for people and their spreadsheets: a cell that a spreadsheet would take for a formula gets an apostrophe
/// before it. The JSON holds every value as it is. A file that ends in the middle is cut off, so that it cannot be
/// taken for a whole one.
public final class Export {
    /// Marks a request whose answer [CutOff] must not let end well.
    static final String BROKEN = Export.class.getName() + ".broken";

    private static final Pattern PLAIN_NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    /// As OWASP lists them for CSV injection, with the full-width forms that spreadsheets take for the same.
    private static final String BEGINS_FORMULA = "=+-@\t\r\n\0＝＋－＠";

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final boolean csv;

    /// @param format `csv` or `json`
    public Export(HttpServletRequest request, HttpServletResponse response, String format) {
        if (!format.equals("csv") && !format.equals("json")) {
            var problems = new FieldProblems();
            problems.add("format", "The format is csv or json.");
            problems.refuse();
        }
        this.request = request;
        this.response = response;
        this.csv = format.equals("csv");
    }

    /// The parts of a list, one after another.
    ///
    /// @param <T> what is in it
    @FunctionalInterface
    public interface Parts<T> {
        /// @param last of the part before; null for the first part
        /// @return empty when there is no more
        List<T> after(@Nullable T last);
    }

    /// @param name of the file, without an ending
    /// @param lines of one item in CSV, each with as many cells as there are columns
    public <T> void send(
            String name,
            JsonMapper json,
            List<String> columns,
            Function<T, List<List<@Nullable Object>>> lines,
            Parts<T> parts)
            throws IOException {
        // The first part before the headers: whatever is wrong with the request can still be said.
        List<T> part = parts.after(null);
        response.setContentType(csv ? "text/csv;charset=UTF-8" : "application/json");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"%s.%s\"".formatted(name, csv ? "csv" : "json"));
        boolean whole = false;
        try {
            var out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
            out.write(csv ? line(columns) : "[");
            String between = "\n";
            while (!part.isEmpty()) {
                for (T item : part) {
                    if (csv) {
                        for (var cells : lines.apply(item)) {
                            out.write(line(cells));
                        }
                    } else {
                        out.write(between);
                        out.write(json.writeValueAsString(item));
                        between = ",\n";
                    }
                }
                part = parts.after(part.getLast());
            }
            end(out);
            whole = true;
        } finally {
            if (!whole) {
                request.setAttribute(BROKEN, true);
            }
        }
    }

    private void end(Writer out) throws IOException {
        if (!csv) {
            out.write("\n]\n");
        }
        out.flush();
    }

    private static String line(List<? extends @Nullable Object> cells) {
        var line = new StringBuilder();
        for (int at = 0; at < cells.size(); at++) {
            @Nullable Object cell = cells.get(at);
            line.append(at == 0 ? "" : ",").append(cell == null ? "" : quoted(safe(cell.toString())));
        }
        return line.append("\r\n").toString();
    }

    static String safe(String text) {
        boolean formula = !text.isEmpty()
                && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0
                && !PLAIN_NUMBER.matcher(text).matches();
        return formula ? "'" + text : text;
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                && text.equals(text.strip());
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
