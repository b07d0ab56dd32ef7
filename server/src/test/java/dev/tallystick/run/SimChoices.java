package dev.tallystick.run;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Flow;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/// What one seed decides before anything happens: the tables, the syncs between them, what people do and what goes
/// wrong. Each seed draws a part of everything, none included, so that what one fault hides another seed shows.
///
/// @param rows of the first filling, a table
/// @param rounds in which people and syncs work at once, before it becomes quiet
/// @param oneIn of so many calls one goes wrong
record SimChoices(
        long seed,
        List<TableChoice> tables,
        List<SyncChoice> syncs,
        Set<Habit> habits,
        Set<Fault> faults,
        Set<Story> stories,
        SimFields more,
        int rows,
        int rounds,
        int oneIn) {

    /// How much of a seed is told: what was added later is left out, so that a seed says what it said when it was kept.
    enum Telling {
        /// Without the stories that some seeds tell beside.
        PLAIN,
        /// Without further fields.
        TOLD,
        WHOLE
    }

    /// What people do beside filling in a field and adding a row.
    enum Habit {
        BLANK,
        DELETE,
        /// A row of a name that was deleted.
        RECREATE,
        /// The same row on both sides, by hand.
        SAME_KEY,
        CUT_AND_PASTE,
        /// With its id, where the id stands in the table.
        COPY,
        EDIT_BOTH,
        SAME_EDIT,
        EDIT_KEY,
        /// A second row of one name in one table.
        DOUBLE_KEY,
        SORT,
        /// What the other side does not take.
        UNFIT,
        CAPITALS
    }

    enum Fault {
        LIST_DOWN,
        LIST_SHORT,
        LIST_DIES,
        PAGE_TWICE,
        EDIT_WHILE_LISTING,
        /// One complete listing lacks a row that is there.
        GLITCH,
        /// A listing still shows a row that we have deleted.
        STALE_COPY,
        /// A listing of changes lacks one.
        SHORT_INCREMENT,
        FETCH_DOWN,
        GUARD_DOWN,
        EDIT_BEFORE_GUARD,
        WRITE_DOWN,
        LOST_AFTER,
        LOST_BEFORE,
        LATE,
        DIES_BEFORE,
        DIES_AFTER,
        SETTLE_DOWN,
        /// The lease runs out, and another node takes over while this one still works.
        TAKEN_OVER,
        /// Another node begins although this one holds the lease.
        SECOND_WORKER,
        OTHER_SYNC_MEANWHILE
    }

    /// What some seeds tell beside: each draws from a number of its own, so that a seed without it stays as it was.
    enum Story {
        /// Somebody clears out many rows at once.
        MASS_DELETE,
        /// A deleted row is listed once more, also after everything else has become quiet.
        STALE_COPIES,
        /// Somebody edits the very row that is about to be looked at and written.
        EDIT_WHAT_IS_WRITTEN,
        /// A listing breaks off at the same place again and again.
        STUBBORN_SHORT,
        /// A table is shown through a view, which rows leave and come back to.
        AWAY,
        /// Somebody pauses a row, and resumes it later.
        PAUSE,
        /// Somebody takes back a run, or one row of it, and people go on editing.
        UNDO,
        /// Our own database goes away in the middle of a commit.
        DATABASE_AWAY,
        /// A field of the mapping goes to another column from now on.
        REMAP
    }

    /// @param ownIds ids stand in a column of ours, and writes go by position
    /// @param normalises what it stores is not what was sent
    /// @param refuses some values
    /// @param view whether it shows only a part of its rows
    record TableChoice(
            String name,
            List<String> fields,
            boolean asksById,
            boolean ownIds,
            boolean incremental,
            boolean normalises,
            boolean refuses,
            int page,
            int guardRows,
            int batchRows,
            boolean view) {
        TableChoice with(boolean asks, boolean hides) {
            return new TableChoice(
                    name, fields, asks, ownIds, incremental, normalises, refuses, page, guardRows, batchRows, hides);
        }
    }

    /// @param match whether rows find each other by their name
    record SyncChoice(
            String name,
            int left,
            int right,
            Flow direction,
            boolean match,
            List<OnConflict> onConflict,
            Drift drift,
            DeletePolicy leftMissing,
            DeletePolicy rightMissing,
            boolean recreate,
            boolean asked,
            Differing differing,
            Alone leftAlone,
            Alone rightAlone,
            int batchRows) {

        int at(Side side) {
            return side == Side.LEFT ? left : right;
        }

        /// Null when the sync does not touch this table.
        Side sideOf(int table) {
            return table == left ? Side.LEFT : Side.RIGHT;
        }

        DeletePolicy missing(Side side) {
            return side == Side.LEFT ? leftMissing : rightMissing;
        }

        Alone alone(Side side) {
            return side == Side.LEFT ? leftAlone : rightAlone;
        }

        SyncChoice propagating() {
            return new SyncChoice(
                    name,
                    left,
                    right,
                    direction,
                    match,
                    onConflict,
                    drift,
                    DeletePolicy.PROPAGATE,
                    DeletePolicy.PROPAGATE,
                    recreate,
                    asked,
                    differing,
                    leftAlone,
                    rightAlone,
                    batchRows);
        }

        boolean isSource(Side side) {
            return !direction.reaches(side);
        }
    }

    static final String MARK = "gone";

    static SimChoices draw(long seed, Telling telling) {
        var drawn = draw(seed);
        if (telling == Telling.PLAIN) {
            return drawn;
        }
        var random = new SplittableRandom(seed * 7919 + 17);
        var stories = some(Story.class, random);
        if (drawn.tree()) {
            // Two syncs would have to be changed at once.
            stories.remove(Story.REMAP);
        }
        // Two syncs on one table have to be about the same fields.
        var more = telling == Telling.TOLD || drawn.tree()
                ? SimFields.NONE
                : SimFields.draw(seed, drawn.syncs().getFirst().direction());
        return drawn.telling(stories, more, random);
    }

    /// What a story needs to be told at all.
    private SimChoices telling(Set<Story> some, SimFields further, SplittableRandom random) {
        var deletes = some.contains(Story.MASS_DELETE)
                || some.contains(Story.STALE_COPIES)
                || some.contains(Story.STUBBORN_SHORT);
        var propagates = deletes && random.nextInt(3) > 0;
        var blind = some.contains(Story.STUBBORN_SHORT) && random.nextBoolean();
        return new SimChoices(
                seed,
                tables.stream()
                        .map(table -> table.with(
                                table.asksById() && !blind,
                                some.contains(Story.AWAY) && !table.ownIds() && random.nextInt(3) > 0))
                        .toList(),
                syncs.stream()
                        .map(sync -> propagates ? sync.propagating() : sync)
                        .toList(),
                habits,
                faults,
                some,
                further,
                deletes ? Math.max(rows, 5) : rows,
                rounds,
                oneIn);
    }

    private static SimChoices draw(long seed) {
        var random = new SplittableRandom(seed);
        var tree = random.nextInt(5) == 0;
        var tables = new ArrayList<TableChoice>();
        for (int i = 0; i < (tree ? 3 : 2); i++) {
            tables.add(table(i, random));
        }
        var syncs = new ArrayList<SyncChoice>();
        for (int i = 0; i + 1 < tables.size(); i++) {
            syncs.add(sync(i, tree, random));
        }
        return new SimChoices(
                seed,
                List.copyOf(tables),
                List.copyOf(syncs),
                some(Habit.class, random),
                some(Fault.class, random),
                Set.of(),
                SimFields.NONE,
                random.nextInt(8),
                3 + random.nextInt(6),
                3 + random.nextInt(8));
    }

    private static TableChoice table(int number, SplittableRandom random) {
        var ownIds = random.nextInt(3) == 0;
        var fields = List.of(
                List.of("name", "city", "mail"), List.of("name", "town", "post"), List.of("title", "place", "inbox"));
        return new TableChoice(
                String.valueOf("LMR".charAt(number)),
                fields.get(number),
                random.nextInt(3) > 0,
                ownIds,
                !ownIds && random.nextInt(3) == 0,
                random.nextInt(4) == 0,
                random.nextInt(4) == 0,
                1 + random.nextInt(7),
                1 + random.nextInt(20),
                1 + random.nextInt(5),
                false);
    }

    private static SyncChoice sync(int number, boolean tree, SplittableRandom random) {
        var direction = tree || random.nextInt(4) > 0 ? Flow.BOTH : one(random, Flow.TO_RIGHT, Flow.TO_LEFT);
        var policies = List.of(policy(random), policy(random), policy(random));
        return new SyncChoice(
                "s" + number,
                number,
                number + 1,
                direction,
                random.nextInt(5) > 0,
                policies,
                one(random, Drift.values()),
                one(random, DeletePolicy.values()),
                one(random, DeletePolicy.values()),
                random.nextBoolean(),
                random.nextInt(3) == 0,
                one(random, Differing.values()),
                one(random, Alone.CREATE, Alone.CREATE, Alone.LEAVE),
                one(random, Alone.CREATE, Alone.CREATE, Alone.LEAVE),
                1 + random.nextInt(5));
    }

    private static OnConflict policy(SplittableRandom random) {
        return one(random, OnConflict.MANUAL, OnConflict.MANUAL, OnConflict.LEFT, OnConflict.RIGHT, OnConflict.NEWEST);
    }

    @SafeVarargs
    private static <T> T one(SplittableRandom random, T... all) {
        return all[random.nextInt(all.length)];
    }

    /// None, a few, half or most of them.
    private static <E extends Enum<E>> Set<E> some(Class<E> kind, SplittableRandom random) {
        var some = EnumSet.noneOf(kind);
        int share = random.nextInt(5);
        for (var one : kind.getEnumConstants()) {
            if (random.nextInt(4) < share || (share == 0 && random.nextInt(12) == 0)) {
                some.add(one);
            }
        }
        return some;
    }

    boolean tree() {
        return syncs.size() > 1;
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    boolean has(Story story) {
        return stories.contains(story);
    }

    boolean has(Habit habit) {
        return habits.contains(habit);
    }

    /// The column that the last field goes to once the mapping has been changed.
    static final String REMAPPED = "box";

    /// The syncs as a person would write them down.
    ///
    /// @param remapped whether the last field of the right table goes to another column
    String yaml(boolean remapped) {
        var yaml = new StringBuilder("version: 1\nconnections:\n");
        for (var table : tables) {
            yaml.append(
                    "  %s: { connector: sim, title: %s, settings: {} }\n".formatted(word(table.name()), table.name()));
        }
        yaml.append("syncs:\n");
        syncs.forEach(sync -> yaml.append(yaml(sync, remapped)));
        return yaml.toString();
    }

    private String yaml(SyncChoice sync, boolean remapped) {
        var left = tables.get(sync.left());
        var right = tables.get(sync.right());
        var yaml = new StringBuilder();
        yaml.append("  %s:\n".formatted(sync.name()));
        yaml.append("    left: { connection: %s, table: %s }\n".formatted(word(left.name()), left.name()));
        yaml.append("    right: { connection: %s, table: %s }\n".formatted(word(right.name()), right.name()));
        yaml.append("    direction: %s\n"
                .formatted(
                        switch (sync.direction()) {
                            case BOTH -> "both";
                            case TO_RIGHT -> "left-to-right";
                            case TO_LEFT -> "right-to-left";
                        }));
        if (sync.match()) {
            yaml.append("    match: { left: %s, right: %s }\n"
                    .formatted(left.fields().getFirst(), right.fields().getFirst()));
        }
        yaml.append("    batch_rows: %d\n    recreate: %s\n".formatted(sync.batchRows(), sync.recreate()));
        yaml.append("    on_missing:\n");
        yaml.append("      left: %s\n".formatted(missing(sync.leftMissing())));
        yaml.append("      right: %s\n".formatted(missing(sync.rightMissing())));
        if (!sync.asked()) {
            yaml.append("    first_match: { differing: %s, left_alone: %s, right_alone: %s }\n"
                    .formatted(word(sync.differing()), word(sync.leftAlone()), word(sync.rightAlone())));
        }
        yaml.append("    fields:\n");
        for (int i = 0; i < left.fields().size(); i++) {
            yaml.append("      - { left: %s, right: %s, on_conflict: %s, drift: %s }\n"
                    .formatted(
                            left.fields().get(i),
                            remapped && i == 2 ? REMAPPED : right.fields().get(i),
                            word(sync.onConflict().get(i)),
                            word(sync.drift())));
        }
        yaml.append(more.yaml(word(sync.drift())));
        return yaml.toString();
    }

    private static String missing(DeletePolicy policy) {
        return policy == DeletePolicy.ARCHIVE
                ? "{ policy: archive, mark: { field: %s, value: \"yes\" } }".formatted(MARK)
                : "{ policy: %s }".formatted(word(policy));
    }

    private static String word(Enum<?> value) {
        return word(value.name());
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
