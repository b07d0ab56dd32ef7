package dev.tallystick.connectors.http.manifest;

import dev.tallystick.connectors.http.value.JsonValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// A manifest, resolved: references followed, types and parameters in place.
public final class Manifest {
    private static final int LONGEST = 5_000_000;
    private static final int DEEPEST = 150;
    private static final int MOST_ALIASES = 200;

    private final Component root;

    private Manifest(Component root) {
        this.root = root;
    }

    /// @throws ManifestException when the text is no manifest
    public static Manifest load(String yaml) {
        var document = parse(yaml);
        document.putIfAbsent("type", "DeclarativeSource");
        if (!"DeclarativeSource".equals(document.get("type"))) {
            throw new ManifestException("The file is no manifest: its type is not DeclarativeSource.");
        }
        return new Manifest(new Component(Parameters.propagate(References.resolve(document))));
    }

    @SuppressWarnings("unchecked") // normal() gives maps with text keys
    private static Map<String, Object> parse(String yaml) {
        var options = new LoaderOptions();
        options.setCodePointLimit(LONGEST);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setAllowDuplicateKeys(true);
        Object loaded;
        try {
            loaded = new Yaml(new SafeConstructor(options)).load(yaml);
        } catch (YAMLException e) {
            throw new ManifestException("The manifest is not readable YAML: " + firstLine(e));
        }
        if (!(JsonValues.normal(loaded) instanceof Map<?, ?> map)) {
            throw new ManifestException("The manifest is empty, or is no mapping.");
        }
        return new LinkedHashMap<>((Map<String, Object>) map);
    }

    private static String firstLine(YAMLException e) {
        return Objects.requireNonNullElse(e.getMessage(), "no reason given")
                .lines()
                .findFirst()
                .orElse("");
    }

    public Component root() {
        return root;
    }

    /// The streams, by name, in the order of the manifest.
    public Map<String, Component> streams() {
        Map<String, Component> streams = new LinkedHashMap<>();
        for (var stream : root.children("streams")) {
            stream.text("name").ifPresent(name -> streams.put(name, stream));
        }
        return streams;
    }

    /// The names of the generated streams, which are not known before the configuration is.
    public List<String> dynamicStreams() {
        List<String> names = new ArrayList<>();
        for (var stream : root.children("dynamic_streams")) {
            names.add(stream.text("name").orElse("without a name"));
        }
        return names;
    }

    /// The JSON schema of the configuration, empty when the manifest has none.
    public Optional<Component> configSchema() {
        return root.child("spec").flatMap(spec -> spec.child("connection_specification"));
    }

    /// The names of the top-level fields of the configuration that hold something secret, themselves or inside.
    public Set<String> secretFields() {
        Set<String> secret = new HashSet<>();
        configSchema()
                .flatMap(schema -> schema.child("properties"))
                .ifPresent(properties -> properties.fields().forEach((name, property) -> {
                    if (holdsSecret(property)) {
                        secret.add(name);
                    }
                }));
        return secret;
    }

    private static boolean holdsSecret(Object schema) {
        return switch (schema) {
            case Map<?, ?> map ->
                Boolean.TRUE.equals(map.get("airbyte_secret"))
                        || map.values().stream().anyMatch(Manifest::holdsSecret);
            case List<?> items -> items.stream().anyMatch(Manifest::holdsSecret);
            default -> false;
        };
    }

    /// The configuration with the defaults of its schema, which nobody else fills in here.
    public Map<String, Object> withDefaults(Map<String, Object> config) {
        Map<String, Object> filled = new LinkedHashMap<>(config);
        configSchema()
                .flatMap(schema -> schema.child("properties"))
                .ifPresent(properties -> properties.fields().forEach((name, property) -> {
                    if (property instanceof Map<?, ?> map && map.containsKey("default")) {
                        filled.putIfAbsent(name, Objects.requireNonNull(map.get("default")));
                    }
                }));
        return filled;
    }

    /// The resolved document without its definitions, as canonical JSON.
    public String canonical() {
        Map<String, Object> shown = new LinkedHashMap<>(root.fields());
        shown.remove("definitions");
        return JsonValues.canonical(shown);
    }
}
