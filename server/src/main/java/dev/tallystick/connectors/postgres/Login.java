package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where to connect and as whom, as fields. Nothing that people fill in reaches the driver as a URL or as a property of
/// their choice: such a property can make the driver load classes or write files.
///
/// @param embedded the database that came with Tallystick, at an address of Tallystick's own choosing
record Login(
        String host,
        int port,
        String database,
        String user,
        String password,
        TlsMode tls,
        String certificate,
        String schema,
        boolean embedded) {

    static final int USUAL_PORT = 5432;
    static final String EMBEDDED = "embedded";

    /// One name or IPv4 address: no list of hosts, no path, no option.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private static final List<String> URL_PARTS = List.of("host", "port", "database", "user", "password", "sslmode");

    static final Settings SETTINGS = Settings.of(
            Setting.optional("host", Kind.TEXT, "The name or address of the database server."),
            Setting.optional("port", Kind.NUMBER, "Its port; 5432 when left out."),
            Setting.optional("database", Kind.TEXT, "The name of the database."),
            Setting.optional("user", Kind.TEXT, "The role to sign in as; give it rights on the target schema only."),
            new Setting("password", Kind.TEXT, false, true, "The password of that role."),
            Setting.optional(
                    "sslmode",
                    Kind.TEXT,
                    "disable, require, verify-ca or verify-full; verify-full when left out: encrypted, and the server"
                            + " proves its name."),
            Setting.optional(
                    "ca_certificate",
                    Kind.FILE,
                    "The certificate (PEM) that signed the server's own, where no public authority did."),
            Setting.optional("schema", Kind.TEXT, "The schema of tables named without one; public when left out."),
            new Setting(
                    "url",
                    Kind.TEXT,
                    false,
                    true,
                    "Instead of the fields: postgres://user:password@host:5432/database?sslmode=require, or the word"
                            + " embedded for the database that comes with Tallystick."));

    enum TlsMode {
        DISABLE,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Everything that cannot work, as sentences; empty when all is well.
    static List<String> faults(SettingValues settings) {
        var faults = new ArrayList<String>();
        var fields = fields(settings, faults);
        if (isEmbedded(settings)) {
            return faults;
        }
        for (var name : List.of("host", "database", "user")) {
            if (fields.getOrDefault(name, "").isBlank()) {
                faults.add("The setting '" + name + "' is missing.");
            }
        }
        var host = fields.getOrDefault("host", "");
        if (!host.isBlank() && !isHost(host)) {
            faults.add("The setting 'host' must be one name or address, without a scheme, a port or a path.");
        }
        if (port(fields) < 1 || port(fields) > 65_535) {
            faults.add("The setting 'port' must be a number from 1 to 65535.");
        }
        if (tls(fields) == null) {
            faults.add("The setting 'sslmode' must be disable, require, verify-ca or verify-full.");
        }
        fields.forEach((name, value) -> {
            if (value.indexOf('\0') >= 0) {
                faults.add("The setting '" + name + "' holds a NUL character.");
            }
        });
        return faults;
    }

    static Login of(SettingValues settings, DataDatabase dataDatabase) {
        var faults = faults(settings);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        var schema =
                settings.optionalText("schema").filter(text -> !text.isBlank()).orElse("public");
        if (isEmbedded(settings)) {
            var login = dataDatabase
                    .login()
                    .orElseThrow(() -> new ConnectorException(
                            Problem.SETTINGS,
                            "There is no embedded database here, because Tallystick runs on a database that was given"
                                    + " to it. Give this connection a host, database, user and password."));
            return new Login(
                    login.host(),
                    login.port(),
                    login.database(),
                    login.user(),
                    login.password(),
                    TlsMode.DISABLE,
                    "",
                    schema,
                    true);
        }
        var fields = fields(settings, new ArrayList<>());
        var tls = tls(fields);
        return new Login(
                fields.getOrDefault("host", "").replace("[", "").replace("]", ""),
                port(fields),
                fields.getOrDefault("database", ""),
                fields.getOrDefault("user", ""),
                fields.getOrDefault("password", ""),
                tls == null ? TlsMode.VERIFY_FULL : tls,
                settings.optionalText("ca_certificate").orElse(""),
                schema,
                false);
    }

    private static boolean isHost(String host) {
        if (NAME.matcher(host).matches()) {
            return true;
        }
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            return IPV6.matcher(bare).matches() && InetAddress.ofLiteral(bare) instanceof Inet6Address;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isEmbedded(SettingValues settings) {
        return settings.optionalText("url").filter(EMBEDDED::equals).isPresent();
    }

    private static Map<String, String> fields(SettingValues settings, List<String> faults) {
        var fields = new HashMap<String, String>();
        settings.optionalText("url")
                .filter(url -> !url.isBlank() && !url.equals(EMBEDDED))
                .ifPresent(url -> fields.putAll(takenApart(url, faults)));
        for (var name : URL_PARTS) {
            settings.optionalText(name).filter(text -> !text.isBlank()).ifPresent(text -> fields.put(name, text));
        }
        return fields;
    }

    /// Never says what stands in the URL: the password does.
    private static Map<String, String> takenApart(String text, List<String> faults) {
        var fields = new HashMap<String, String>();
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            faults.add("The setting 'url' is no postgres://user:password@host:port/database."
                    + " Special characters of the password must be percent-encoded.");
            return fields;
        }
        if (!"postgres".equals(url.getScheme()) && !"postgresql".equals(url.getScheme())) {
            faults.add("The setting 'url' must begin with postgres:// or postgresql://.");
            return fields;
        }
        if (url.getHost() == null) {
            faults.add("The setting 'url' must name one host.");
            return fields;
        }
        fields.put("host", url.getHost());
        if (url.getPort() >= 0) {
            fields.put("port", Integer.toString(url.getPort()));
        }
        if (url.getPath() != null && url.getPath().length() > 1) {
            fields.put("database", url.getPath().substring(1));
        }
        if (url.getRawUserInfo() != null) {
            var parts = url.getRawUserInfo().split(":", 2);
            fields.put("user", decoded(parts[0]));
            if (parts.length == 2) {
                fields.put("password", decoded(parts[1]));
            }
        }
        var query = url.getRawQuery() == null ? "" : url.getRawQuery();
        for (var parameter : query.split("&", -1)) {
            var parts = parameter.split("=", 2);
            if (parts.length == 2 && parts[0].equals("sslmode")) {
                fields.put("sslmode", parts[1]);
            } else if (!parameter.isEmpty()) {
                faults.add("The setting 'url' may carry sslmode and no other parameter.");
            }
        }
        return fields;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int port(Map<String, String> fields) {
        var text = fields.getOrDefault("port", Integer.toString(USUAL_PORT));
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    }

    private static @Nullable TlsMode tls(Map<String, String> fields) {
        var word = fields.getOrDefault("sslmode", TlsMode.VERIFY_FULL.word());
        for (var mode : TlsMode.values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "Login[" + host + ":" + port + "/" + database + "]";
    }
}
