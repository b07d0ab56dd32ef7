package dev.tallystick.storage;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `DATABASE_URL`, in either of its two usual forms: `jdbc:postgresql://host/db?user=…&password=…` or
/// `postgres://user:password@host:port/db?sslmode=…`.
///
/// The driver can load classes and write files by properties of its URL, so only those named here pass. The user
/// and password are kept out of the URL, and the whole out of every message.
record DatabaseUrl(String jdbcUrl, Map<String, String> properties) {
    private static final Pattern FORM = Pattern.compile(
            "(?:jdbc:postgresql|postgres|postgresql)://(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]+)(?:/(?<database>[^/?#]*))?(?:\\?(?<query>[^#]*))?");

    private static final Pattern HOSTS =
            Pattern.compile("HOST(?:,HOST)*".replace("HOST", "(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::\\d{1,5})?"));

    /// What may stand in the query, by its JDBC and its libpq name, and the driver's name for it.
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("user", "user"),
            Map.entry("password", "password"),
            Map.entry("ssl", "ssl"),
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslrootcert", "sslrootcert"),
            Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("sslNegotiation", "sslNegotiation"),
            Map.entry("sslnegotiation", "sslNegotiation"),
            Map.entry("channelBinding", "channelBinding"),
            Map.entry("channel_binding", "channelBinding"),
            Map.entry("gssEncMode", "gssEncMode"),
            Map.entry("gssencmode", "gssEncMode"),
            Map.entry("targetServerType", "targetServerType"),
            Map.entry("hostRecheckSeconds", "hostRecheckSeconds"),
            Map.entry("connectTimeout", "connectTimeout"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("socketTimeout", "socketTimeout"),
            Map.entry("tcpKeepAlive", "tcpKeepAlive"),
            // 0 where a connection pooler in transaction mode stands between.
            Map.entry("prepareThreshold", "prepareThreshold"),
            Map.entry("ApplicationName", "ApplicationName"),
            Map.entry("application_name", "ApplicationName"));

    static DatabaseUrl parse(String text) {
        Matcher parts = FORM.matcher(text.trim());
        if (!parts.matches() || !HOSTS.matcher(parts.group("hosts")).matches()) {
            throw new StorageProblem(
                    "DATABASE_URL is neither jdbc:postgresql://host:port/database?user=…&password=… nor postgres://user:password@host:port/database. Special characters in a password are written as %40 and the like.");
        }
        String database = decode(parts.group("database"));
        if (database.isEmpty()) {
            throw new StorageProblem("DATABASE_URL names no database: it ends with the server.");
        }
        Map<String, String> properties = new HashMap<>();
        addLogin(parts.group("login"), properties);
        addQuery(parts.group("query"), properties);
        if (!properties.containsKey("user")) {
            throw new StorageProblem("DATABASE_URL names no user.");
        }
        return new DatabaseUrl(
                "jdbc:postgresql://" + parts.group("hosts") + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8),
                Map.copyOf(properties));
    }

    static DatabaseUrl of(EmbeddedDatabase embedded) {
        return new DatabaseUrl(embedded.url(), Map.of("user", embedded.user(), "password", embedded.password()));
    }

    private static void addLogin(@Nullable String login, Map<String, String> properties) {
        if (login == null) {
            return;
        }
        int colon = login.indexOf(':');
        properties.put("user", decode(colon < 0 ? login : login.substring(0, colon)));
        if (colon >= 0) {
            properties.put("password", decode(login.substring(colon + 1)));
        }
    }

    private static void addQuery(@Nullable String query, Map<String, String> properties) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (name.equals("target_session_attrs")) {
                properties.put("targetServerType", targetServerType(value));
                continue;
            }
            @Nullable String known = ALLOWED.get(name);
            if (known == null) {
                throw new StorageProblem(
                        name.matches("\\w{1,60}")
                                ? "DATABASE_URL may not set '%s'; it may set %s."
                                        .formatted(
                                                name,
                                                String.join(
                                                        ", ",
                                                        ALLOWED.keySet().stream()
                                                                .sorted()
                                                                .toList()))
                                : "DATABASE_URL sets something that is not the name of a setting.");
            }
            properties.put(known, value);
        }
    }

    private static String targetServerType(String sessionAttributes) {
        return switch (sessionAttributes) {
            case "any" -> "any";
            case "read-write", "primary" -> "primary";
            default ->
                throw new StorageProblem(
                        "Tallystick writes, so target_session_attrs in DATABASE_URL is 'read-write' or 'any'.");
        };
    }

    private static String decode(@Nullable String text) {
        if (text == null) {
            return "";
        }
        try {
            // In a URL's user part and path a plus sign is a plus sign.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new StorageProblem("DATABASE_URL holds a % that does not begin a code such as %40; write it as %25.");
        }
    }

    Properties driverProperties() {
        var driver = new Properties();
        // A vanished host must become an error in seconds. These come first, so that the URL may change them.
        driver.setProperty("connectTimeout", "3");
        driver.setProperty("socketTimeout", "60");
        driver.setProperty("tcpKeepAlive", "true");
        driver.setProperty("ApplicationName", "tallystick");
        driver.setProperty("reWriteBatchedInserts", "true");
        properties.forEach(driver::setProperty);
        return driver;
    }

    @Override
    public String toString() {
        return "DatabaseUrl[" + jdbcUrl + "]";
    }
}
