package dev.tallystick.connectors.csv;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.connector.TableRef;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a sync says of its table beside the name.
///
/// @param key the columns that tell a row from every other
/// @param required columns that must be there although no field is read from them
/// @param delimiter empty to find it out
/// @param headerRow the line of the headers, from 1
/// @param encoding empty for UTF-8, or UTF-16 with its mark
record TableOptions(
        List<String> key,
        List<String> required,
        Optional<Character> delimiter,
        int headerRow,
        Optional<Charset> encoding) {

    /// The words for delimiters, beside the characters themselves.
    private static final Map<String, Character> DELIMITERS =
            Map.of(",", ',', ";", ';', "\t", '\t', "|", '|', "comma", ',', "semicolon", ';', "tab", '\t', "pipe", '|');

    private static final int LAST_HEADER_ROW = 1000;

    static final Settings SETTINGS = Settings.of(
            Setting.required("key", Kind.LIST, "The column that tells a row from every other, or a list of several."),
            Setting.optional(
                    "required_headers",
                    Kind.LIST,
                    "Columns that must be there, beside the key and those that fields are read from."),
            Setting.optional(
                    "delimiter",
                    Kind.TEXT,
                    "What stands between cells: comma, semicolon, tab or pipe; found out when it is not said."),
            Setting.optional("header_row", Kind.NUMBER, "The line of the headers; 1 by default."),
            Setting.optional(
                    "encoding", Kind.TEXT, "The encoding, where it is not UTF-8; windows-1252, for instance."));

    static TableOptions of(TableRef table) {
        List<String> faults = new ArrayList<>(faults(table));
        if (table.options().all().get("key") == null) {
            faults.add("The table '" + table.name() + "' needs 'key': the column that tells a row from every other.");
        }
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        var values = table.options();
        return new TableOptions(
                texts(values, "key"),
                texts(values, "required_headers"),
                values.optionalText("delimiter").map(DELIMITERS::get),
                (int) values.number("header_row", 1),
                values.optionalText("encoding").map(Charset::forName));
    }

    static List<String> faults(TableRef table) {
        var values = table.options();
        List<String> faults = new ArrayList<>();
        // That it is there at all is looked at by whoever reads the file, as for every connector.
        if (values.all().get("key") != null && texts(values, "key").isEmpty()) {
            faults.add("The table '" + table.name()
                    + "' needs 'key': the column that tells a row from every other, or a list of several.");
        }
        values.optionalText("delimiter")
                .filter(word -> !DELIMITERS.containsKey(word))
                .ifPresent(word -> faults.add("The 'delimiter' of the table '" + table.name()
                        + "' must be comma, semicolon, tab or pipe, not '" + word + "'."));
        long row = values.number("header_row", 1);
        if (row < 1 || row > LAST_HEADER_ROW) {
            faults.add(
                    "The 'header_row' of the table '" + table.name() + "' must be from 1 to " + LAST_HEADER_ROW + ".");
        }
        values.optionalText("encoding")
                .filter(name -> !isCharset(name))
                .ifPresent(name -> faults.add("There is no encoding '" + name
                        + "'; write it as in utf-8, utf-16, windows-1252 or iso-8859-1."));
        return faults;
    }

    private static boolean isCharset(String name) {
        try {
            Charset.forName(name);
            return true;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return false;
        }
    }

    private static List<String> texts(SettingValues values, String name) {
        var value = values.all().get(name);
        var all = value instanceof List<?> list ? list.stream() : Stream.ofNullable(value);
        return all.map(each -> each.toString().strip())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /// Every column that must be there.
    Set<String> needed(Set<String> fields) {
        var needed = new LinkedHashSet<>(key);
        needed.addAll(required);
        needed.addAll(fields.stream().sorted().toList());
        return needed;
    }
}
