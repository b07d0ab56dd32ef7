package dev.tallystick.sync;

import dev.tallystick.connection.ConnectionDefinition;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connection.References;
import dev.tallystick.connection.SettingPath;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.sync.Sync.Definition;
import dev.tallystick.sync.Sync.Need;
import dev.tallystick.sync.Sync.Retry;
import dev.tallystick.sync.Sync.Side;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/// Reads `tallystick.yaml` and names everything that is wrong with it at once, with line and column and what was
/// probably meant. It works on YAML's nodes, since only they know where a value stands.
///
/// It opens no connection and needs no server, so `tallystick validate` and the server say the same; only who is
/// there, to own a sync, the server alone can know.
///
/// @param labs what a `rehearsal:` may name, without `lab.`
/// @param retry for syncs that do not say how often to try
/// @param owners why an e-mail address can own no sync
public record ReadConfig(
        Connectors connectors, Map<String, String> environment, Set<String> labs, Retry retry, Owners owners) {

    /// Knows who may own a sync.
    @FunctionalInterface
    public interface Owners {
        Owners ANYBODY = _ -> Optional.empty();

        /// Why this address can not, as a sentence; empty when it can.
        Optional<String> refusal(String email);
    }

    public ReadConfig(Connectors connectors, Map<String, String> environment, Set<String> labs, Retry retry) {
        this(connectors, environment, labs, retry, Owners.ANYBODY);
    }

    private static final int VERSION = 1;

    /// Names stand in URLs, file names and log lines.
    private static final String NAME = "[a-z][a-z0-9_-]{0,62}";

    /// Words of the API's paths beside names of syncs.
    private static final Set<String> RESERVED = Set.of("all", "force", "status");

    private static final int MOST_CHARACTERS = 2_000_000;

    public Config.Reading file(Path file) {
        var shown = file.getFileName() == null
                ? file.toString()
                : file.getFileName().toString();
        try {
            return text(Files.readString(file), shown, file.toAbsolutePath().resolveSibling(""));
        } catch (IOException unreadable) {
            var findings = new Findings(file.toString());
            findings.problem(
                    (org.yaml.snakeyaml.error.@Nullable Mark) null,
                    "The file cannot be read" + References.reason(unreadable) + ".");
            return new Config.Reading(null, findings.all(), Set.of());
        }
    }

    /// @param folder where relative paths begin
    public Config.Reading text(String text, String file, Path folder) {
        var findings = new Findings(file);
        var references = new References(environment, folder);
        var config = compose(text, findings).map(root -> config(root, references, findings));
        var problems = findings.all();
        var blocked = problems.stream().anyMatch(ConfigProblem::blocks);
        return new Config.Reading(blocked ? null : config.orElse(null), problems, references.files());
    }

    private static Optional<Node> compose(String text, Findings findings) {
        var options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        try {
            var root = new Yaml(options).compose(new StringReader(text));
            if (root == null) {
                findings.problem((org.yaml.snakeyaml.error.@Nullable Mark) null, "The file is empty.");
            }
            return Optional.ofNullable(root);
        } catch (MarkedYAMLException broken) {
            findings.problem(broken.getProblemMark(), "This is not YAML: " + broken.getProblem() + ".");
        } catch (YAMLException broken) {
            findings.problem(
                    (org.yaml.snakeyaml.error.@Nullable Mark) null,
                    "This is not YAML: "
                            + String.valueOf(broken.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        }
        return Optional.empty();
    }

    private Config config(Node root, References references, Findings findings) {
        var file = new Section(findings, "the file", root);
        var version = file.value("version");
        if (version == null) {
            file.missing("version");
        } else if (file.number("version", VERSION, 1, Integer.MAX_VALUE) != VERSION) {
            findings.problem(version, "This Tallystick reads version 1 of the file.");
        }
        var connections = connections(file, references, findings);
        var readers = readers(file, findings);
        file.end();

        var syncs = new LinkedHashMap<String, Read>();
        readers.forEach((name, reader) -> syncs.put(
                name,
                new Read(
                        reader.section(), reader.definition(), reader.schedule().orElse(null))));
        var check = new Check(connectors, connections, syncs, findings);
        syncs.values().forEach(check::references);
        syncs.values().forEach(read -> owner(read, findings));
        check.sharedFields();
        var shared = new SharedFields(findings, check::identity);
        syncs.values().forEach(read -> shared.add(read.definition, read.section.list("fields")));
        shared.check();

        return new Config(
                List.copyOf(connections.values()),
                syncs.values().stream()
                        .map(read -> new Config.Entry(read.definition, read.schedule, check.rehearsal(read)))
                        .toList());
    }

    private void owner(Read read, Findings findings) {
        var email = read.definition.owner();
        if (email != null) {
            owners.refusal(email).ifPresent(sentence -> findings.problem(read.section.at("owner"), sentence));
        }
    }

    private Map<String, ConnectionDefinition> connections(Section file, References references, Findings findings) {
        var read = new LinkedHashMap<String, ConnectionDefinition>();
        file.section("connections", "'connections'")
                .ifPresent(section -> section.names().forEach(name -> {
                    nameOf("connection", name, section, findings);
                    read.put(
                            name,
                            new ReadConnection(findings, name, section.at(name), connectors, references, labs)
                                    .definition());
                }));
        return read;
    }

    private Map<String, ReadSync> readers(Section file, Findings findings) {
        var readers = new LinkedHashMap<String, ReadSync>();
        file.section("syncs", "'syncs'")
                .ifPresent(section -> section.names().forEach(name -> {
                    nameOf("sync", name, section, findings);
                    if (RESERVED.contains(name)) {
                        findings.problem(
                                section.keyNode(name),
                                "A sync cannot be called '" + name + "': /sync/" + name + " means something else.");
                    }
                    readers.put(name, new ReadSync(findings, name, section.at(name), retry));
                }));
        return readers;
    }

    private static void nameOf(String kind, String name, Section section, Findings findings) {
        if (!name.matches(NAME)) {
            findings.problem(
                    section.keyNode(name),
                    "The name of a " + kind + " is made of a-z, 0-9, - and _, begins with a letter and has at most 63"
                            + " characters; '" + name + "' does not.");
        }
    }

    private record Read(
            Section section,
            Definition definition,
            @Nullable Schedule schedule) {}

    /// What can only be seen with the whole file in hand.
    private record Check(
            Connectors connectors,
            Map<String, ConnectionDefinition> connections,
            Map<String, Read> syncs,
            Findings findings) {

        void references(Read read) {
            var section = read.section;
            section.section("left").ifPresent(side -> side(side, read.definition.left()));
            section.section("right").ifPresent(side -> side(side, read.definition.right()));
            halfRehearsed(read);
            var needs = section.list("needs");
            for (int i = 0; i < needs.size(); i++) {
                need(read, read.definition.needs().get(i), new Section(new Findings(""), "", needs.get(i)));
            }
        }

        /// A sync between two sides of their own may write to both: invented rows would come to a real table.
        private void halfRehearsed(Read read) {
            var left = stands(read.definition.left());
            if (read.definition.twoSided() == null || left == stands(read.definition.right())) {
                return;
            }
            var lab = left ? read.definition.left() : read.definition.right();
            var real = left ? read.definition.right() : read.definition.left();
            findings.problem(
                    read.section.node(),
                    "The lab stands in for '" + lab.connection() + "', while '" + real.connection()
                            + "' is real; invented rows must not come to a real table. Give '" + lab.connection()
                            + "' its credential, or take that of '" + real.connection() + "' away.");
        }

        private void side(Section section, Side side) {
            var connection = connections.get(side.connection());
            if (connection == null) {
                if (!side.connection().isEmpty()) {
                    findings.problem(
                            section.at("connection"),
                            "There is no connection '" + side.connection() + "'"
                                    + NearestName.hint(side.connection(), connections.keySet()));
                }
                return;
            }
            connectors.named(connection.connector()).ifPresent(connector -> {
                var known = new ArrayList<>(List.of("connection", "table"));
                connector.tableSettings().settings().stream().map(Setting::name).forEach(known::add);
                for (var option : section.names()) {
                    if (!known.contains(option)) {
                        findings.problem(
                                section.keyNode(option),
                                "A table of the connector '" + connector.name() + "' knows no '" + option + "'"
                                        + NearestName.hint(option, known));
                    }
                }
                for (var setting : connector.tableSettings().settings()) {
                    if (setting.required() && !side.table().options().all().containsKey(setting.name())) {
                        findings.problem(
                                section.node(),
                                "A table of the connector '" + connector.name() + "' needs '" + setting.name() + "': "
                                        + setting.description());
                    }
                }
                connector
                        .validateTable(settings(connection), side.table())
                        .forEach(sentence -> findings.problem(section.at("table"), sentence));
            });
        }

        private static SettingValues settings(ConnectionDefinition connection) {
            var values = connection.settings();
            for (var secret : connection.secrets().entrySet()) {
                values = new SettingPath(secret.getKey()).put(values, secret.getValue());
            }
            return new SettingValues(values);
        }

        private void need(Read read, Need need, Section at) {
            if (need.sync().isEmpty()) {
                return;
            }
            var other = syncs.get(need.sync());
            if (other == null || need.sync().equals(read.definition.name())) {
                var others = syncs.keySet().stream()
                        .filter(name -> !name.equals(read.definition.name()))
                        .toList();
                findings.problem(
                        at.at("sync"),
                        other == null
                                ? "There is no sync '" + need.sync() + "'" + NearestName.hint(need.sync(), others)
                                : "A sync cannot need itself" + NearestName.hint("", others));
                return;
            }
            if (rehearsal(read) != rehearsal(other)) {
                findings.problem(
                        at.at("sync"),
                        "One of '" + read.definition.name() + "' and '" + need.sync()
                                + "' is a rehearsal and the other is not; invented and real rows must not name each"
                                + " other. Set the addresses of both, or of neither.");
            }
            var known = other.definition.mapping().fields().stream()
                    .map(FieldMapping::right)
                    .toList();
            for (var field : need.fields()) {
                if (!field.right().isEmpty() && !known.contains(field.right())) {
                    findings.problem(
                            at.at("fields"),
                            "The sync '" + need.sync() + "' writes no field '" + field.right() + "'"
                                    + NearestName.hint(field.right(), known));
                }
            }
        }

        boolean rehearsal(Read read) {
            return stands(read.definition.left()) || stands(read.definition.right());
        }

        private boolean stands(Side side) {
            var connection = connections.get(side.connection());
            return connection != null && connection.rehearsal();
        }

        /// One field of one table has one master, or two syncs would overwrite each other for ever.
        /// Equal for two sides that are one table, as far as the settings say.
        String identity(Side side) {
            return Optional.ofNullable(connections.get(side.connection()))
                    .flatMap(known -> connectors
                            .named(known.connector())
                            .flatMap(connector ->
                                    connector.tableIdentity(new SettingValues(known.settings()), side.table())))
                    .orElseGet(() -> side.connection() + " " + side.table().name());
        }

        void sharedFields() {
            var writers = new LinkedHashMap<List<String>, String>();
            for (var read : syncs.values()) {
                var right = read.definition.right();
                for (var field : read.definition.mapping().fields()) {
                    var other = writers.putIfAbsent(List.of(identity(right), field.right()), read.definition.name());
                    if (other != null
                            && !other.equals(read.definition.name())
                            && !field.right().isEmpty()) {
                        findings.problem(
                                read.section.at("fields"),
                                "The right field '" + field.right() + "' of table '"
                                        + right.table().name() + "' has two writers: the syncs '" + other + "' and '"
                                        + read.definition.name() + "'.");
                    }
                }
            }
        }
    }
}
