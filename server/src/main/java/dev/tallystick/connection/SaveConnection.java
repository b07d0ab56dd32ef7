package dev.tallystick.connection;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.storage.Transactions;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Saves a connection as a person filled it in on the page.
///
/// Values are taken as they stand: no reference to the server's environment or files is replaced, since an admin of a
/// workspace has no business there, and no place on the inside is allowed. For the same reason a file is given by its
/// content.
final class SaveConnection {
    private static final String NAME = "[a-z][a-z0-9_-]{0,62}";
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_VALUE = 500_000;

    private final Transactions transactions;
    private final ConnectionStore store;
    private final Connectors connectors;
    private final AuditTrail trail;
    private final Clock clock;

    SaveConnection(
            Transactions transactions, ConnectionStore store, Connectors connectors, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.connectors = connectors;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param name unique in the workspace; it stays as it was made
    /// @param settings by name; a secret as `{"set": true}` stays as it is
    record Wanted(
            @Nullable String name,
            @Nullable String title,
            @Nullable String connector,
            @Nullable Map<String, Object> settings) {
        /// It holds secrets in the clear.
        @Override
        public String toString() {
            return "Wanted[" + name + "]";
        }
    }

    /// The name of the new connection.
    String create(Identity identity, Wanted wanted) {
        var name = String.valueOf(wanted.name());
        if (!name.matches(NAME)) {
            var problems = new FieldProblems();
            problems.add(
                    "name",
                    "The name is made of a-z, 0-9, - and _, begins with a letter and has at most 63 characters.");
            problems.refuse();
        }
        transactions.in(identity.workspace(), jdbc -> {
            if (store.find(jdbc, identity.workspace(), name).isPresent()) {
                throw Refusal.conflict("exists", "There is a connection '" + name + "' already; take another name.");
            }
            return null;
        });
        save(identity, name, wanted, Optional.empty());
        return name;
    }

    void change(Identity identity, String name, Wanted wanted) {
        var before = transactions.in(identity.workspace(), jdbc -> {
            var found = store.find(jdbc, identity.workspace(), name)
                    .orElseThrow(() -> Refusal.notFound("There is no connection '" + name + "'."));
            if (!store.fromPage(jdbc, identity.workspace(), name)) {
                throw Refusal.conflict(
                        "from_file",
                        "'" + name + "' is written in tallystick.yaml, which would undo what is changed here. Change it"
                                + " there.");
            }
            return found;
        });
        save(identity, name, wanted, Optional.of(before));
    }

    private void save(Identity identity, String name, Wanted wanted, Optional<Connection> before) {
        var problems = new FieldProblems();
        var title = wanted.title() == null || wanted.title().isBlank()
                ? name
                : problems.text("title", wanted.title(), LONGEST_TITLE);
        var kind = before.map(Connection::connector).orElse(String.valueOf(wanted.connector()));
        var connector = connectors.named(kind).orElse(null);
        if (connector == null) {
            problems.add("connector", "There is no connector '" + kind + "'.");
            problems.refuse();
            return;
        }
        var kept = before.map(store::secrets).orElse(Map.of());
        var split = new Split(connector, kept, problems);
        split.whole(wanted.settings() == null ? Map.of() : wanted.settings());
        var definition = new ConnectionDefinition(
                name,
                kind,
                title,
                split.clear,
                split.clear,
                split.secrets,
                before.map(Connection::allow).orElse(List.of()),
                null,
                false);
        transactions.in(identity.workspace(), jdbc -> {
            store.save(jdbc, identity.workspace(), definition, clock.instant());
            store.markFromPage(jdbc, identity.workspace(), name);
            trail.record(
                    jdbc,
                    identity,
                    before.isPresent() ? "connection.changed" : "connection.created",
                    "connection " + name,
                    Map.of("connector", kind, "title", title));
            return null;
        });
    }

    /// Settings that nobody saves, looked at as if somebody did.
    SettingValues whole(Connector connector, Map<String, Object> settings) {
        return new Split(connector, Map.of(), new FieldProblems()).whole(settings);
    }

    /// Tells secrets from the rest, as the connector describes them.
    private static final class Split {
        private final Connector connector;
        private final Map<String, String> kept;
        private final FieldProblems problems;
        private final Map<String, String> secrets = new LinkedHashMap<>();
        private Map<String, Object> clear = Map.of();
        private Set<String> inside = Set.of();

        Split(Connector connector, Map<String, String> kept, FieldProblems problems) {
            this.connector = connector;
            this.kept = kept;
            this.problems = problems;
        }

        /// Secrets and the rest together; whatever is wrong with them is refused.
        SettingValues whole(Map<String, Object> given) {
            all(given);
            problems.refuse();
            Map<String, Object> whole = clear;
            for (var secret : secrets.entrySet()) {
                whole = new SettingPath(secret.getKey()).put(whole, secret.getValue());
            }
            var values = new SettingValues(whole);
            for (var sentence : connector.validate(values)) {
                problems.add("settings", sentence);
            }
            problems.refuse();
            return values;
        }

        private void all(Map<String, Object> given) {
            var known = connector.settings();
            given.keySet().stream()
                    .filter(key -> known.setting(key).isEmpty())
                    .forEach(key -> problems.add(
                            "settings/" + key,
                            "The connector '" + connector.name() + "' has no setting '" + key + "'."));
            var values = new LinkedHashMap<String, Object>();
            // Files first: a manifest says which of the other settings hide a secret.
            for (boolean files : new boolean[] {true, false}) {
                known.settings().stream()
                        .filter(setting -> (setting.kind() == Kind.FILE) == files)
                        .forEach(setting -> one(setting, given.get(setting.name()), values));
                if (files) {
                    inside = connector.secretsInside(new SettingValues(values));
                }
            }
            clear = values;
        }

        private void one(Setting setting, @Nullable Object given, Map<String, Object> values) {
            var path = SettingPath.ROOT.key(setting.name());
            var value = given == null ? null : value(path, given, setting.secret());
            if (value != null) {
                shaped(setting, value).ifPresent(shaped -> values.put(setting.name(), shaped));
            } else if (setting.secret() && given == null && kept.containsKey(path.text())) {
                secrets.put(path.text(), String.valueOf(kept.get(path.text())));
            }
            if (setting.required()
                    && !values.containsKey(setting.name())
                    && secrets.keySet().stream().noneMatch(at -> at.startsWith(path.text()))) {
                problems.add("settings/" + setting.name(), "This is needed: " + setting.description());
            }
        }

        /// The value without its secrets; null when nothing is left.
        private @Nullable Object value(SettingPath path, Object given, boolean secret) {
            if (given instanceof Map<?, ?> map) {
                if (Boolean.TRUE.equals(map.get("set")) && map.size() == 1) {
                    var old = kept.get(path.text());
                    if (old != null) {
                        secrets.put(path.text(), old);
                    }
                    return null;
                }
                var values = new LinkedHashMap<String, Object>();
                map.forEach((key, item) -> {
                    var value = item == null ? null : value(path.key(String.valueOf(key)), item, secret);
                    if (value != null) {
                        values.put(String.valueOf(key), value);
                    }
                });
                return values;
            }
            if (given instanceof List<?> list) {
                var values = new ArrayList<Object>();
                list.forEach(item -> {
                    var value = item == null ? null : value(path.item(values.size()), item, secret);
                    values.add(value == null ? "" : value);
                });
                return values;
            }
            var text = given.toString();
            if (text.isBlank()) {
                return null;
            }
            if (text.length() > LONGEST_VALUE) {
                problems.add("settings" + path.text(), "This is too long.");
                return null;
            }
            if (secret || path.within(inside) || (path.text().indexOf('/', 1) > 0 && path.namesSecret())) {
                secrets.put(path.text(), text);
                return null;
            }
            return given instanceof Integer number ? (Object) number.longValue() : given;
        }

        private Optional<Object> shaped(Setting setting, Object value) {
            var fits = switch (setting.kind()) {
                case TEXT, FILE -> value instanceof Map || value instanceof List ? null : value.toString();
                case NUMBER -> number(value);
                case BOOLEAN ->
                    value instanceof Boolean || value.equals("true") || value.equals("false")
                            ? (Object) Boolean.valueOf(value.toString())
                            : null;
                case LIST -> value instanceof List ? value : null;
                case MAP -> value instanceof Map ? value : null;
            };
            if (fits == null) {
                problems.add("settings/" + setting.name(), "This does not fit: " + setting.description());
            }
            return Optional.ofNullable(fits);
        }

        private static @Nullable Object number(Object value) {
            try {
                var number = new BigDecimal(value.toString().strip());
                return number.stripTrailingZeros().scale() <= 0 ? (Object) number.longValueExact() : number;
            } catch (ArithmeticException | NumberFormatException none) {
                return null;
            }
        }
    }
}
