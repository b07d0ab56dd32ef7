package dev.tallystick.connectors.csv;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A connection's settings, read.
///
/// @param address may hold [#TABLE]; empty where a folder is read
/// @param tables what stands for [#TABLE], by the table's name; empty when the name itself does
/// @param megabytes the largest file that is read
record CsvSettings(
        String address,
        Map<String, String> headers,
        Optional<String> token,
        Optional<String> folder,
        Map<String, String> tables,
        long megabytes) {

    /// Where the table's name goes in an address.
    static final String TABLE = "{table}";

    private static final long STANDARD_MEGABYTES = 256;
    private static final long MOST_MEGABYTES = 4096;

    static final Settings SETTINGS = Settings.of(
            Setting.optional(
                    "url", Kind.TEXT, "The address of the file; {table} in it stands for the table that a sync names."),
            Setting.optional(
                    "path",
                    Kind.TEXT,
                    "What is put behind the url, where that comes from elsewhere; it may hold {table} too."),
            new Setting("token", Kind.TEXT, false, true, "A bearer token, where the address asks for one."),
            Setting.optional("headers", Kind.MAP, "More headers of each request; their values are kept sealed."),
            Setting.optional(
                    "folder",
                    Kind.TEXT,
                    "In place of a url: a folder beside tallystick.yaml, whose .csv and .tsv files are the tables."),
            Setting.optional(
                    "tables",
                    Kind.MAP,
                    "What {table} stands for, by the table's name: the gid of a spreadsheet's tab, for instance."),
            Setting.optional(
                    "most_megabytes", Kind.NUMBER, "The largest file that is read, in megabytes; 256 by default."));

    static CsvSettings of(SettingValues values) {
        var faults = faults(values);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        return new CsvSettings(
                address(values),
                texts(values, "headers"),
                values.filled("token"),
                values.filled("folder"),
                texts(values, "tables"),
                values.number("most_megabytes", STANDARD_MEGABYTES));
    }

    private static String address(SettingValues values) {
        var url = values.filled("url").orElse("");
        var path = values.filled("path").orElse("");
        return url.endsWith("/") && path.startsWith("/") ? url + path.substring(1) : url + path;
    }

    private static Map<String, String> texts(SettingValues values, String name) {
        var texts = new LinkedHashMap<String, String>();
        if (values.all().get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(key.toString(), value.toString()));
        }
        return texts;
    }

    static List<String> faults(SettingValues values) {
        List<String> faults = new ArrayList<>();
        var folder = values.filled("folder");
        var url = values.filled("url");
        if (folder.isPresent() == url.isPresent()) {
            faults.add("A CSV connection needs either 'url', the address of the file, or 'folder', a folder of files.");
        }
        folder.ifPresent(name -> FolderFiles.fault(name).ifPresent(faults::add));
        url.ifPresent(_ -> addressFault(values).ifPresent(faults::add));
        if (folder.isPresent() && values.all().get("tables") != null) {
            faults.add("'tables' belongs to an address; the files of a 'folder' are its tables.");
        }
        long megabytes = values.number("most_megabytes", STANDARD_MEGABYTES);
        if (megabytes < 1 || megabytes > MOST_MEGABYTES) {
            faults.add("'most_megabytes' must be from 1 to " + MOST_MEGABYTES + ".");
        }
        return faults;
    }

    private static Optional<String> addressFault(SettingValues values) {
        var address = address(values);
        if (!address.contains(TABLE) && values.all().get("tables") != null) {
            return Optional.of("'tables' says what {table} stands for, and neither 'url' nor 'path' holds {table}.");
        }
        try {
            var uri = URI.create(address.replace(TABLE, "0"));
            if (uri.getHost() == null
                    || !("" + uri.getScheme())
                            .toLowerCase(java.util.Locale.ROOT)
                            .matches("https?")) {
                return Optional.of("The 'url' must be an address that begins with https:// or http://.");
            }
            var host = URI.create(address.replace(TABLE, "x")).getHost();
            return uri.getHost().equals(host)
                    ? Optional.empty()
                    : Optional.of("The 'url' may hold {table} in its path and query only, not in its host.");
        } catch (IllegalArgumentException _) {
            return Optional.of("The 'url' with its 'path' is no address; write spaces in it as %20.");
        }
    }

    /// The address of a table.
    ///
    /// @throws ConnectorException where there cannot be such a table
    URI address(String table) {
        return URI.create(address.replace(
                TABLE,
                URLEncoder.encode(tables.getOrDefault(table, table), StandardCharsets.UTF_8)
                        .replace("+", "%20")));
    }

    /// What the file at the address is called, without its ending.
    String fileName() {
        var path = Optional.ofNullable(URI.create(address).getPath()).orElse("");
        var name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[A-Za-z]{1,5}$", "");
        return name.isBlank() ? "file" : name;
    }

    boolean namesTables() {
        return address.contains(TABLE);
    }
}
