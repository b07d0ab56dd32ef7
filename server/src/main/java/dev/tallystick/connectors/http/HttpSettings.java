package dev.tallystick.connectors.http;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connectors.http.cursor.DatetimeCursor;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.Manifest;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.stream.BuildStream;
import dev.tallystick.connectors.http.stream.Exchange;
import dev.tallystick.connectors.http.stream.FindUnsupported;
import dev.tallystick.connectors.http.stream.Secrets;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.TemplateException;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A connection's settings, read: its manifest, and the configuration that the manifest asks for.
record HttpSettings(Manifest manifest, Map<String, Object> config) {

    static final Settings CONNECTION = Settings.of(
            Setting.required(
                    "manifest", Kind.FILE, "The manifest of the API, a YAML file in the format of the Airbyte CDK."),
            Setting.optional(
                    "config",
                    Kind.MAP,
                    "What the manifest asks for, such as the address, the key and the start date."));

    static final Settings TABLE = Settings.of(
            Setting.optional(
                    "key",
                    Kind.TEXT,
                    "The field that tells a row from every other, where the manifest names none; several with commas between."));

    /// @throws ConnectorException when the manifest cannot be read
    static HttpSettings of(SettingValues settings) {
        try {
            return read(settings);
        } catch (ManifestException wrong) {
            throw new ConnectorException(Problem.SETTINGS, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    @SuppressWarnings("unchecked") // normal() gives maps with text keys
    private static HttpSettings read(SettingValues settings) {
        var manifest = Manifest.load(settings.text("manifest"));
        var config = JsonValues.normal(settings.all().getOrDefault("config", Map.of()));
        if (!(config instanceof Map<?, ?> map)) {
            throw new ManifestException("The setting 'config' must be a list of 'name: value'.");
        }
        return new HttpSettings(manifest, manifest.withDefaults((Map<String, Object>) map));
    }

    /// What the manifest marks as secret in its configuration; nothing when it cannot be read, which is said elsewhere.
    static Set<String> secretsInside(SettingValues settings) {
        try {
            var inside = new HashSet<String>();
            Manifest.load(settings.text("manifest"))
                    .secretFields()
                    .forEach(name ->
                            inside.add("/config/" + name.replace("~", "~0").replace("/", "~1")));
            return inside;
        } catch (ManifestException | ConnectorException unreadable) {
            return Set.of();
        }
    }

    Secrets secrets() {
        return new Secrets(config, manifest.secretFields());
    }

    /// Everything that cannot work about the manifest and its configuration as a whole.
    static List<String> faults(SettingValues settings) {
        HttpSettings read;
        try {
            read = read(settings);
        } catch (ManifestException wrong) {
            return List.of(String.valueOf(wrong.getMessage()));
        } catch (ConnectorException missing) {
            return List.of(String.valueOf(missing.getMessage()));
        }
        List<String> faults = new ArrayList<>(read.configFaults());
        faults.addAll(read.rules());
        if (!faults.isEmpty()) {
            return faults;
        }
        List<String> streams = new ArrayList<>();
        read.manifest.streams().forEach((name, stream) -> streams.addAll(read.faults(name, stream)));
        read.manifest
                .dynamicStreams()
                .forEach(name -> streams.add("The streams that '" + name
                        + "' generates are not read: this version does not know DynamicDeclarativeStream."));
        // A stream that cannot be read is named when a sync uses it; only where none is left is the connection useless.
        return read.readable().isEmpty() ? streams : List.of();
    }

    private List<String> configFaults() {
        List<String> faults = new ArrayList<>();
        var schema = manifest.configSchema();
        for (var name : schema.map(each -> each.list("required")).orElse(List.of())) {
            Object value = config.get(String.valueOf(name));
            if (value == null || value == None.NONE || value.equals("")) {
                faults.add("The setting 'config." + name + "' is missing" + described(String.valueOf(name)) + ".");
            }
        }
        schema.flatMap(each -> each.child("properties"))
                .ifPresent(properties -> config.forEach((name, value) -> {
                    if (properties.fields().get(name) instanceof Map<?, ?> property) {
                        fault(name, value, Component.of(property)).ifPresent(faults::add);
                    }
                }));
        return faults;
    }

    private String described(String name) {
        return manifest.configSchema()
                .flatMap(schema -> schema.child("properties"))
                .flatMap(properties -> properties.child(name))
                .flatMap(property -> property.text("title"))
                .map(title -> " (" + title + ")")
                .orElse("");
    }

    private static Optional<String> fault(String name, Object value, Component property) {
        var allowed = property.list("enum");
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            return Optional.of("The setting 'config." + name + "' must be one of " + JsonValues.compact(allowed) + ".");
        }
        var pattern = property.text("pattern").filter(text -> !text.isEmpty());
        if (pattern.isPresent() && value instanceof String text && !text.isEmpty()) {
            try {
                if (!com.google.re2j.Pattern.compile(pattern.get())
                        .matcher(text)
                        .find()) {
                    return Optional.of("The setting 'config." + name + "' does not have the form that the manifest asks"
                            + " for: " + pattern.get());
                }
            } catch (com.google.re2j.PatternSyntaxException _) {
                return Optional.empty(); // a pattern that RE2 does not know cannot be checked
            }
        }
        return Optional.empty();
    }

    /// Rules that rewrite the configuration before use would change what is asked for.
    private List<String> rules() {
        var rules = manifest.root().child("spec").flatMap(spec -> spec.child("config_normalization_rules"));
        boolean rewrites = rules.isPresent()
                && (!rules.get().list("transformations").isEmpty()
                        || !rules.get().list("config_migrations").isEmpty());
        return rewrites
                ? List.of("The manifest uses config_normalization_rules, which this version does not read.")
                : List.of();
    }

    /// Everything that cannot work about one table.
    List<String> faults(TableRef table) {
        var stream = manifest.streams().get(table.name());
        if (stream == null) {
            return List.of("The manifest has no stream '" + table.name() + "'. It has: "
                    + String.join(", ", manifest.streams().keySet()) + ".");
        }
        // Settings that are still missing would only show as errors of the templates that use them.
        var faults = configFaults().isEmpty() ? faults(table.name(), stream) : unsupported(table.name(), stream);
        return faults.isEmpty() ? RowKey.faults(stream, table) : faults;
    }

    private List<String> unsupported(String name, Component stream) {
        return FindUnsupported.in(stream, config).stream()
                .map(part -> "The stream '" + name + "' uses " + part + ", which this version does not read.")
                .toList();
    }

    /// Everything that cannot work about one stream, as sentences.
    List<String> faults(String name, Component stream) {
        var unsupported = unsupported(name, stream);
        if (!unsupported.isEmpty()) {
            return unsupported;
        }
        try {
            var exchange = new Exchange(
                    request -> {
                        throw new IllegalStateException("Nothing is sent while settings are checked");
                    },
                    (_, _) -> false,
                    Clock.systemUTC(),
                    () -> true,
                    secrets());
            var expressions = new Expressions(config, exchange.clock());
            new BuildStream(expressions, exchange).build(stream);
            stream.child("incremental_sync")
                    .ifPresent(cursor -> new DatetimeCursor(cursor, expressions).begin(None.NONE));
            return List.of();
        } catch (ManifestException | TemplateException wrong) {
            return List.of(secrets().hide("The stream '" + name + "' cannot be read: " + wrong.getMessage()));
        }
    }

    /// The streams that can be read, in the manifest's order.
    List<String> readable() {
        return manifest.streams().entrySet().stream()
                .filter(stream -> faults(stream.getKey(), stream.getValue()).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }
}
