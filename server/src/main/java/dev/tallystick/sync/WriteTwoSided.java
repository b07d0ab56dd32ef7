package dev.tallystick.sync;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Flow;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.sync.TwoSided.PairedField;
import java.util.LinkedHashMap;
import java.util.Map;

/// The counterpart of [ReadTwoSided].
final class WriteTwoSided {
    private WriteTwoSided() {}

    static void put(Map<String, Object> tree, TwoSided sided) {
        tree.put("direction", word(ReadTwoSided.DIRECTIONS, sided.direction()));
        if (sided.match() != null) {
            var match = new LinkedHashMap<String, Object>();
            match.put("left", sided.match().left());
            match.put("right", sided.match().right());
            tree.put("match", match);
        }
        tree.put("fields", sided.fields().stream().map(WriteTwoSided::tree).toList());
        var missing = new LinkedHashMap<String, Object>();
        putMissing(missing, "left", sided.leftMissing());
        putMissing(missing, "right", sided.rightMissing());
        WriteConfig.putUnlessEmpty(tree, "on_missing", missing);
        WriteConfig.putUnless(tree, "recreate", sided.recreate(), true);
        if (sided.strict()) {
            tree.put("validation", "strict");
        }
        if (sided.meeting() != null) {
            var meeting = new LinkedHashMap<String, Object>();
            meeting.put("differing", ReadSync.word(sided.meeting().differing()));
            meeting.put("left_alone", ReadSync.word(sided.meeting().leftAlone()));
            meeting.put("right_alone", ReadSync.word(sided.meeting().rightAlone()));
            tree.put("first_match", meeting);
        }
    }

    private static Map<String, Object> tree(PairedField field) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("left", field.left());
        if (field.leftType() != null) {
            tree.put("left_type", field.leftType().word());
        }
        tree.put("right", field.right());
        if (field.rightType() != null) {
            tree.put("type", field.rightType().word());
        }
        WriteConfig.putUnlessEmpty(
                tree,
                "transforms",
                field.transforms().stream().map(WriteConfig::tree).toList());
        if (field.flow() != null) {
            tree.put("flow", word(ReadTwoSided.FLOWS, field.flow()));
        }
        WriteConfig.putUnless(tree, "on_conflict", ReadSync.word(field.onConflict()), ReadSync.word(OnConflict.MANUAL));
        WriteConfig.putUnless(tree, "required", field.required(), false);
        WriteConfig.putUnless(tree, "create_missing_links", field.makeMissing(), false);
        WriteConfig.putUnless(tree, "drift", ReadSync.word(field.drift()), ReadSync.word(Drift.OVERWRITE));
        return tree;
    }

    private static void putMissing(Map<String, Object> tree, String side, OnMissing missing) {
        if (missing.equals(OnMissing.IGNORE)) {
            return;
        }
        var written = new LinkedHashMap<String, Object>();
        written.put("policy", ReadSync.word(missing.policy()));
        if (missing.mark() != null) {
            written.put("mark", WriteConfig.tree(missing.mark()));
        }
        tree.put(side, written);
    }

    private static String word(Map<String, Flow> words, Flow flow) {
        return words.entrySet().stream()
                .filter(word -> word.getValue() == flow)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
