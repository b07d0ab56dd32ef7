package dev.tallystick.sync;

import dev.tallystick.connection.ConnectionDefinition;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Policies;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.SkipRule;
import dev.tallystick.plan.Transform;
import dev.tallystick.sync.Schedule.Dst;
import dev.tallystick.sync.Schedule.MissedRun;
import dev.tallystick.sync.Schedule.Timing;
import dev.tallystick.sync.Sync.Definition;
import dev.tallystick.sync.Sync.Need;
import dev.tallystick.sync.Sync.Retry;
import dev.tallystick.sync.Sync.Side;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes what is in force as `tallystick.yaml`, in the one canonical form: entries by name, keys in a fixed order,
/// what equals its default left out, free-form parts sorted by key, references as they were written. Read and written
/// again it is the
/// same text.
final class WriteConfig {
    private WriteConfig() {}

    static String text(Config config) {
        var connections = new TreeMap<String, Object>();
        config.connections().forEach(connection -> connections.put(connection.name(), tree(connection)));
        var syncs = new TreeMap<String, Object>();
        config.syncs().forEach(entry -> syncs.put(entry.definition().name(), tree(entry)));
        var file = new LinkedHashMap<String, Object>();
        file.put("version", 1L);
        putUnlessEmpty(file, "connections", connections);
        putUnlessEmpty(file, "syncs", syncs);
        var groups = new TreeMap<String, Object>();
        config.groups().forEach(group -> groups.put(group.name(), tree(group)));
        putUnlessEmpty(file, "groups", groups);
        return YamlText.of(file);
    }

    private static Map<String, Object> tree(SyncGroup group) {
        var tree = new LinkedHashMap<String, Object>();
        putUnless(tree, "title", group.title(), group.name());
        tree.put("syncs", group.syncs());
        putUnless(tree, "stop_on_failure", group.stopOnFailure(), false);
        return tree;
    }

    private static Map<String, Object> tree(ConnectionDefinition connection) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("connector", connection.connector());
        putUnless(tree, "title", connection.title(), connection.name());
        putUnlessEmpty(tree, "allow", connection.allow());
        putUnlessEmpty(tree, "settings", sorted(connection.written()));
        if (connection.lab() != null) {
            tree.put("rehearsal", "lab." + connection.lab());
        }
        return tree;
    }

    private static Map<String, Object> tree(Config.Entry entry) {
        var tree = tree(entry.definition());
        if (entry.schedule() == null) {
            return tree;
        }
        // The schedule stands behind the policies, where people look for it, and before the fine print.
        var ordered = new LinkedHashMap<String, Object>();
        var fineprint = List.of("full_listing", "attempts", "retry", "priority", "freshness", "batch_rows", "paused");
        tree.forEach((key, value) -> {
            if (!fineprint.contains(key)) {
                ordered.put(key, value);
            }
        });
        ordered.put("schedule", tree(entry.schedule()));
        tree.forEach(ordered::putIfAbsent);
        return ordered;
    }

    /// Everything about the sync but its schedule; also the form in which it is stored.
    static Map<String, Object> tree(Definition sync) {
        var tree = new LinkedHashMap<String, Object>();
        putUnless(tree, "title", sync.title(), sync.name());
        if (sync.owner() != null) {
            tree.put("owner", sync.owner());
        }
        putUnless(tree, "noun", sync.wording().noun(), Sync.Wording.USUAL.noun());
        if (sync.wording().label() != null) {
            tree.put("label", sync.wording().label());
        }
        tree.put("left", tree(sync.left()));
        tree.put("right", tree(sync.right()));
        if (sync.twoSided() != null) {
            WriteTwoSided.put(tree, sync.twoSided());
        } else {
            tree.put(
                    "fields",
                    sync.mapping().fields().stream().map(WriteConfig::tree).toList());
        }
        if (sync.deletedWhen() != null) {
            tree.put("deleted_when", sync.deletedWhen());
        }
        putUnlessEmpty(
                tree, "skip", sync.skips().stream().map(WriteConfig::tree).toList());
        putPolicies(tree, sync.policies());
        putUnlessEmpty(
                tree, "needs", sync.needs().stream().map(WriteConfig::tree).toList());
        if (!sync.fullListingEvery().equals(ReadSync.DEFAULT_FULL_LISTING)) {
            tree.put("full_listing", Map.of("every", DurationText.of(sync.fullListingEvery())));
        }
        putUnless(tree, "attempts", (long) sync.retry().attempts(), (long) Retry.DEFAULT.attempts());
        var retry = new LinkedHashMap<String, Object>();
        putUnless(retry, "backoff", ReadSync.word(sync.retry().backoff()), ReadSync.word(Retry.DEFAULT.backoff()));
        putUnless(retry, "wait", DurationText.of(sync.retry().firstWait()), DurationText.of(Retry.DEFAULT.firstWait()));
        putUnlessEmpty(tree, "retry", retry);
        putUnless(tree, "priority", (long) sync.priority(), (long) ReadSync.DEFAULT_PRIORITY);
        @Nullable Duration freshness = sync.freshness();
        if (freshness != null) {
            tree.put("freshness", DurationText.of(freshness));
        }
        putUnless(tree, "batch_rows", (long) sync.batchRows(), (long) ReadSync.DEFAULT_BATCH_ROWS);
        putUnless(tree, "paused", sync.paused(), false);
        return tree;
    }

    private static Map<String, Object> tree(Side side) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("connection", side.connection());
        tree.put("table", side.table().name());
        tree.putAll(sorted(side.table().options().all()));
        return tree;
    }

    private static Map<String, Object> tree(FieldMapping field) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("left", field.left());
        tree.put("right", field.right());
        tree.put("type", field.type().word());
        putUnlessEmpty(
                tree,
                "transforms",
                field.transforms().stream().map(WriteConfig::tree).toList());
        putUnless(tree, "required", field.required(), false);
        putUnless(tree, "drift", ReadSync.word(field.drift()), ReadSync.word(Drift.OVERWRITE));
        return tree;
    }

    static Object tree(Transform transform) {
        return switch (transform) {
            case Transform.Trim _ -> "trim";
            case Transform.LowerCase _ -> "lower_case";
            case Transform.ValueMap map -> {
                var tree = new LinkedHashMap<String, Object>();
                tree.put("values", sorted(map.values()));
                if (map.otherwise() != null) {
                    tree.put("otherwise", map.otherwise());
                }
                yield Map.of("value_map", tree);
            }
            case Transform.ParseTime parse -> {
                var tree = new LinkedHashMap<String, Object>();
                tree.put("zone", zone(parse.zone()));
                if (parse.dateField() != null) {
                    tree.put("date_field", parse.dateField());
                }
                yield Map.of("parse_time", tree);
            }
        };
    }

    private static Map<String, Object> tree(SkipRule rule) {
        var when = new LinkedHashMap<String, Object>();
        when.put("field", rule.field());
        switch (rule.test()) {
            case SkipRule.Test.Equal(String text) -> when.put("equals", text);
            case SkipRule.Test.In(List<String> texts) -> when.put("in", texts);
            case SkipRule.Test.Contains(String text) -> when.put("contains", text);
            case SkipRule.Test.Empty _ -> when.put("empty", true);
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("as", rule.as());
        tree.put("when", when);
        return tree;
    }

    private static void putPolicies(Map<String, Object> tree, Policies policies) {
        putUnless(tree, "on_delete", ReadSync.word(policies.leftDeletes()), ReadSync.word(DeletePolicy.IGNORE));
        var archive = policies.archive();
        if (archive != null) {
            tree.put("archive_mark", tree(archive));
        }
        putUnless(tree, "recreate", policies.recreate(), true);
    }

    static Map<String, Object> tree(Policies.Mark mark) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("field", mark.field());
        tree.put("value", plain(mark.value()));
        return tree;
    }

    private static Object plain(Value value) {
        return switch (value) {
            case Value.Bool(boolean truth) -> truth;
            case Value.Decimal(BigDecimal number) -> number;
            case Value.Text(String text) -> text;
            default -> throw new IllegalStateException("A file marks rows with a text, a number, true or false");
        };
    }

    private static Map<String, Object> tree(Need need) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("sync", need.sync());
        tree.put("key", need.key());
        putUnlessEmpty(
                tree, "fields", need.fields().stream().map(WriteConfig::tree).toList());
        return tree;
    }

    /// The schedule as the file says it, which is also how two of them are compared.
    static Map<String, Object> tree(Schedule schedule) {
        var tree = new LinkedHashMap<String, Object>();
        switch (schedule.timing()) {
            case Timing.Cron(String expression) -> tree.put("cron", expression);
            case Timing.Every(Duration interval) -> tree.put("every", DurationText.of(interval));
        }
        putUnless(tree, "zone", zone(schedule.zone()), "UTC");
        putUnless(tree, "missed_run", ReadSync.word(schedule.missedRun()), ReadSync.word(MissedRun.ONCE));
        putUnless(tree, "dst", ReadSync.word(schedule.dst()), ReadSync.word(Dst.ONCE));
        putUnless(tree, "jitter", DurationText.of(schedule.jitter()), "0s");
        putUnless(tree, "paused", schedule.paused(), false);
        return tree;
    }

    static String zone(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    private static Map<String, Object> sorted(Map<String, ?> free) {
        var sorted = new TreeMap<String, Object>();
        free.forEach((key, value) -> sorted.put(key, sortedValue(value)));
        return sorted;
    }

    private static Object sortedValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            var texts = new LinkedHashMap<String, Object>();
            map.forEach((key, item) -> texts.put(String.valueOf(key), item));
            return sorted(texts);
        }
        return value instanceof List<?> list
                ? list.stream().map(WriteConfig::sortedValue).toList()
                : value;
    }

    static void putUnless(Map<String, Object> tree, String key, Object value, Object usual) {
        if (!value.equals(usual)) {
            tree.put(key, value);
        }
    }

    static void putUnlessEmpty(Map<String, Object> tree, String key, Object value) {
        if (!(value instanceof Map<?, ?> map && map.isEmpty()) && !(value instanceof List<?> list && list.isEmpty())) {
            tree.put(key, value);
        }
    }
}
