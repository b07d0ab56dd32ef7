package dev.tallystick.sync;

import dev.tallystick.connection.ConnectionDefinition;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connection.References;
import dev.tallystick.connection.SettingPath;
import dev.tallystick.connection.SignIns;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.egress.AllowedPlaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads one entry of `connections`: replaces references, tells secrets from the rest, and lets the connector look at
/// the result.
final class ReadConnection {
    /// Stands for the lab's address while settings are only looked at.
    private static final String LAB_STAND_IN = "http://127.0.0.1:1";

    private final Findings findings;
    private final String name;
    private final Section section;
    private final Connectors connectors;
    private final References references;
    private final Set<String> labs;

    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final Map<SettingPath, String> inTheClear = new LinkedHashMap<>();
    private final List<Runnable> missing = new ArrayList<>();
    private Set<String> secretsInside = Set.of();
    private boolean addressSeen;
    private boolean addressGiven;

    ReadConnection(
            Findings findings, String name, Node node, Connectors connectors, References references, Set<String> labs) {
        this.findings = findings;
        this.name = name;
        this.section = new Section(findings, "connection '" + name + "'", node);
        this.connectors = connectors;
        this.references = references;
        this.labs = labs;
    }

    ConnectionDefinition definition() {
        var connectorName = section.requiredText("connector");
        @Nullable Connector connector = connectors.named(connectorName).orElse(null);
        if (connector == null && !connectorName.isEmpty()) {
            findings.problem(
                    section.at("connector"),
                    "There is no connector '" + connectorName + "'"
                            + NearestName.hint(connectorName, connectors.names()));
        }
        var title = section.text("title");
        var allow = allow();
        var settings = section.value("settings");
        var tree = new PlainTree(findings);
        var written = settings == null ? Map.<String, Object>of() : asMap(tree.of(settings));
        Map<String, Object> resolved = Map.of();
        if (tree.endless()) {
            connector = null;
        } else if (settings instanceof MappingNode mapping) {
            resolved = resolved(mapping, connector);
        } else if (settings != null) {
            findings.problem(settings, "'settings' of " + section.what() + " must be a list of 'key: value'.");
        }
        for (var secret : inTheClear.entrySet()) {
            written = secret.getKey().put(written, secret.getValue());
        }
        var lab = lab();
        var rehearsal = lab != null && !addressGiven && !(knowsItsAddress(connector) && !secrets.isEmpty());
        if (rehearsal && labs.isEmpty()) {
            findings.problem(
                    section.at("rehearsal"),
                    "There is no address for " + section.what() + ", and this server has no lab that could stand in."
                            + " Set the address, or start the server with --tallystick.lab.enabled=true.");
        }
        if (rehearsal && !addressSeen && !tree.endless()) {
            findings.problem(
                    section.at("rehearsal"),
                    "A rehearsal stands in for an address that is not set, and the settings of " + section.what()
                            + " hold none (base_url, url, host or address).");
        }
        if (!rehearsal) {
            missing.forEach(Runnable::run);
        }
        if (connector != null && (rehearsal || missing.isEmpty())) {
            check(connector, resolved, rehearsal);
        }
        section.end();
        return new ConnectionDefinition(
                name,
                connectorName,
                title == null || title.isBlank() ? name : title,
                written,
                resolved,
                secrets,
                allow,
                lab,
                rehearsal);
    }

    /// Many services are at one address for everybody: there it is the credential that says whether it is meant in
    /// earnest.
    private static boolean knowsItsAddress(@Nullable Connector connector) {
        return connector != null
                && connector.settings().settings().stream()
                        .anyMatch(
                                setting -> !setting.required() && setting.name().equals(SettingPath.USUAL_ADDRESS));
    }

    private List<String> allow() {
        var allow = new ArrayList<String>();
        for (var item : section.list("allow")) {
            var text = item instanceof ScalarNode scalar ? scalar.getValue() : "";
            try {
                AllowedPlaces.parse(text);
                allow.add(text);
            } catch (IllegalArgumentException wrong) {
                findings.problem(item, String.valueOf(wrong.getMessage()));
            }
        }
        return allow;
    }

    private @Nullable String lab() {
        var text = section.text("rehearsal");
        if (text == null) {
            return null;
        }
        var known = labs.stream().map(lab -> "lab." + lab).toList();
        // A server without a lab reads the same file: there the entry only matters when it would be needed.
        if (!known.contains(text) && !labs.isEmpty()) {
            findings.problem(
                    section.at("rehearsal"), "There is no rehearsal '" + text + "'" + NearestName.hint(text, known));
        }
        return text.startsWith("lab.") ? text.substring("lab.".length()) : text;
    }

    private Map<String, Object> resolved(MappingNode settings, @Nullable Connector connector) {
        var described = connector == null ? new Settings(List.of()) : connector.settings();
        var resolved = new LinkedHashMap<String, Object>();
        var keys = described.settings().stream().map(Setting::name).toList();
        // Files first: a manifest says which of the other settings hide a secret.
        var files = new ArrayList<NodeTuple>();
        var others = new ArrayList<NodeTuple>();
        for (var entry : settings.getValue()) {
            var isFile = entry.getKeyNode() instanceof ScalarNode scalar
                    && described
                            .setting(scalar.getValue())
                            .filter(setting -> setting.kind() == Kind.FILE)
                            .isPresent();
            (isFile ? files : others).add(entry);
        }
        readInto(resolved, files, described, keys, connector);
        if (connector != null) {
            secretsInside = connector.secretsInside(new SettingValues(resolved));
        }
        readInto(resolved, others, described, keys, connector);
        return resolved;
    }

    private void readInto(
            Map<String, Object> resolved,
            List<NodeTuple> entries,
            Settings described,
            List<String> keys,
            @Nullable Connector connector) {
        for (var entry : entries) {
            var key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            var setting = described.setting(key).orElse(null);
            if (setting == null && connector != null) {
                findings.problem(
                        entry.getKeyNode(),
                        "The connector '" + connector.name() + "' has no setting '" + key + "'"
                                + NearestName.hint(key, keys));
            }
            if (entry.getValueNode().getTag().equals(Tag.NULL)) {
                continue;
            }
            var value = value(entry.getValueNode(), SettingPath.ROOT.key(key), setting != null && setting.secret());
            if (value != null) {
                resolved.put(key, setting == null ? value : shaped(setting, entry.getValueNode(), value));
            }
        }
    }

    /// The value with its references replaced; null when it went to the secrets or came to nothing.
    private @Nullable Object value(Node node, SettingPath path, boolean secret) {
        return switch (node) {
            case MappingNode mapping -> {
                var map = new LinkedHashMap<String, Object>();
                for (var entry : mapping.getValue()) {
                    var key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                    var value = entry.getValueNode().getTag().equals(Tag.NULL)
                            ? null
                            : value(entry.getValueNode(), path.key(key), secret);
                    if (value != null) {
                        map.put(key, value);
                    }
                }
                yield map;
            }
            case SequenceNode sequence -> {
                var list = new ArrayList<Object>();
                for (var item : sequence.getValue()) {
                    var value = value(item, path.item(list.size()), secret);
                    list.add(value == null ? "" : value);
                }
                yield list;
            }
            case ScalarNode scalar -> scalar(scalar, path, secret || isSecret(path));
            default -> null;
        };
    }

    private boolean isSecret(SettingPath path) {
        return path.namesSecret() || path.within(secretsInside);
    }

    private @Nullable Object scalar(ScalarNode scalar, SettingPath path, boolean secret) {
        var text = scalar.getValue();
        var referenced = References.isIn(text);
        var resolved = references.resolve(text);
        resolved.missing().forEach(sentence -> missing.add(() -> findings.problem(scalar, sentence)));
        if (path.namesAddress()) {
            addressSeen = true;
            addressGiven |= !resolved.text().isBlank();
        }
        if (secret || hasPasswordInside(resolved.text())) {
            if (!resolved.text().isEmpty()) {
                secrets.put(path.text(), resolved.text());
            }
            if (!referenced && !text.isEmpty()) {
                inTheClear(scalar, path);
            }
            return null;
        }
        if (!referenced && !text.contains("$${")) {
            return PlainTree.scalar(scalar);
        }
        return resolved.text().isEmpty() ? null : resolved.text();
    }

    /// What is kept and exported is the reference that should have stood there.
    private void inTheClear(Node at, SettingPath path) {
        var variable = (name + "_" + path.name()).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
        inTheClear.put(path, "${" + variable + "}");
        findings.warning(
                at,
                "'" + path.name() + "' of " + section.what() + " is a secret in the clear; write \"${" + variable
                        + "}\" and put the value into the environment.");
    }

    private static boolean hasPasswordInside(String text) {
        return text.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*://[^/@:\\s]*:[^/@\\s]+@.*");
    }

    private Object shaped(Setting setting, Node at, Object value) {
        return switch (setting.kind()) {
            case TEXT ->
                value instanceof Map || value instanceof List ? wrongShape(setting, at, "a text") : raw(at, value);
            case NUMBER -> number(setting, at, value);
            case BOOLEAN ->
                value.toString().equals("true") || value.toString().equals("false")
                        ? Boolean.valueOf(value.toString())
                        : wrongShape(setting, at, "true or false");
            case LIST -> value instanceof List ? value : wrongShape(setting, at, "a list");
            case MAP -> value instanceof Map ? value : wrongShape(setting, at, "a list of 'key: value'");
            case FILE -> content(setting, at, value);
        };
    }

    /// A text setting keeps `007` and `no` as they stand.
    private static Object raw(Node at, Object value) {
        return at instanceof ScalarNode scalar && !(value instanceof String) ? scalar.getValue() : value;
    }

    private Object number(Setting setting, Node at, Object value) {
        if (value instanceof Number) {
            return value;
        }
        return value instanceof String text && text.matches("-?\\d{1,18}")
                ? Long.valueOf(text)
                : wrongShape(setting, at, "a number");
    }

    private Object content(Setting setting, Node at, Object value) {
        if (!(value instanceof String path)) {
            return wrongShape(setting, at, "the path of a file");
        }
        try {
            return references.read(path);
        } catch (IOException unreadable) {
            findings.problem(
                    at,
                    "The file '" + path + "' cannot be read" + References.reason(unreadable)
                            + "; a path begins beside this file.");
            return "";
        }
    }

    private Object wrongShape(Setting setting, Node at, String must) {
        findings.problem(at, "'" + setting.name() + "' of " + section.what() + " must be " + must + ".");
        return "";
    }

    private void check(Connector connector, Map<String, Object> resolved, boolean rehearsal) {
        var at = section.at("settings");
        var allGiven = true;
        for (var setting : connector.settings().settings()) {
            var given = resolved.containsKey(setting.name())
                    || secrets.containsKey(SettingPath.ROOT.key(setting.name()).text());
            if (setting.required() && !given && !rehearsal) {
                findings.problem(
                        at,
                        Section.upper(section.what()) + " needs the setting '" + setting.name() + "': "
                                + setting.description());
                allGiven = false;
            }
        }
        if (!allGiven || resolved.containsValue("")) {
            return;
        }
        var values = resolved;
        for (var secret : secrets.entrySet()) {
            values = new SettingPath(secret.getKey()).put(values, secret.getValue());
        }
        if (rehearsal) {
            values = withLabAddress(values, section.value("settings"), SettingPath.ROOT);
        }
        var complete = new SettingValues(values);
        connector.validate(complete).forEach(sentence -> findings.problem(at, sentence));
        if (!rehearsal) {
            SignIns.faults(connector, complete).forEach(sentence -> findings.problem(at, sentence));
        }
    }

    private Map<String, Object> withLabAddress(Map<String, Object> values, @Nullable Node node, SettingPath path) {
        var completed = values;
        if (node instanceof MappingNode mapping) {
            for (var entry : mapping.getValue()) {
                var key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                completed = withLabAddress(completed, entry.getValueNode(), path.key(key));
            }
            return completed;
        }
        if (path.namesAddress() || isSecret(path)) {
            return path.put(completed, LAB_STAND_IN);
        }
        return completed;
    }

    private static Map<String, Object> asMap(Object tree) {
        var map = new LinkedHashMap<String, Object>();
        if (tree instanceof Map<?, ?> entries) {
            entries.forEach((key, value) -> map.put(String.valueOf(key), value));
        }
        return map;
    }
}
