package dev.tallystick.run;

import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Target;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.RunStore.Undo;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.run.SimChoices.Fault;
import dev.tallystick.run.SimChoices.Story;
import dev.tallystick.run.SimChoices.Telling;
import dev.tallystick.run.SimFields.Kind;
import dev.tallystick.run.SimTable.SimRow;
import dev.tallystick.run.SimWorld.Seams;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Bugs that an engine like this one could have, put in one at a time from outside: in what the database is told, in
/// what
/// the tables answer, and in what was set up. A simulation that lets one of them live is too weak.
@SuppressWarnings("ImmutableEnumChecker") // its functions hold no state
enum PlantedBug {
    // What is kept of a row
    ONE_LISTING_PROVES_A_DELETE(sql(
            "update row_pair set (left|right)_missing_run = \\?,",
            "update row_pair set $1_gone = 'once', $1_missing_run = ?,")),
    A_MISSING_ROW_IS_FORGOTTEN(sql("(_missing_scope = \\?, dirty = true where id = any\\(\\?\\))", "$1 and false")),
    A_PROOF_IS_FORGOTTEN(
            sql("(_gone = \\?, (left|right)_away = false, dirty = true where id = any\\(\\?\\))", "$1 and false")),
    AN_OBSERVED_CHANGE_IS_FORGOTTEN(
            sql("(_away = false, (left|right)_gone = null), dirty = true", "$1, dirty = row_pair.dirty")),
    ALL_PAIRS_COUNT_AS_DONE(sql(
            "set dirty = false where id = any\\(\\?\\) and dirty", "set dirty = false where (id = any(?) or true)")),
    A_REFUSAL_IS_FORGOTTEN(
            sql("(_refused = \\?, .*_refused_reason = \\?, dirty = true where id = \\?)", "$1 and false")),
    KEYS_ARE_NOT_LOOKED_UP(sql("(and \\(left_key = any\\(\\?\\) or right_key = any\\(\\?\\)\\))", "and false $1")),

    // The base
    THE_BASE_IS_CLEARED_AFTER_A_RUN(
            sql(
                    "update sync_state set mapped_fields",
                    "with cleared as (update row_pair set left_base = null, right_base = null) update sync_state set mapped_fields")),
    THE_BASE_DOES_NOT_MOVE(sql("where row_pair.id = patch.id", "where row_pair.id = patch.id and false")),
    THE_BASE_HAS_ITS_SIDES_SWAPPED(sql("patch\\.l::jsonb(.*)patch\\.r::jsonb", "patch.r::jsonb$1patch.l::jsonb")),
    THE_BASE_IS_WHAT_WAS_SEEN(sql(
            "coalesce\\(left_base, '\\{\\}'\\) \\|\\| patch\\.l::jsonb(.*)coalesce\\(right_base, '\\{\\}'\\) \\|\\| patch\\.r::jsonb",
            "coalesce(left_seen, '{}') || patch.l::jsonb$1coalesce(right_seen, '{}') || patch.r::jsonb")),

    // What nobody may see twice, or too much of
    A_TOMBSTONE_IS_FORGOTTEN(
            sql(
                    "standing = 'gone' and (left|right)_absent_since as restored,(.*) and not (left|right)_absent_since as stale",
                    "standing = 'gone' as restored,$2 and false as stale"),
            choices -> (choices.has(Story.STALE_COPIES) || choices.has(Fault.STALE_COPY)) && deletes(choices)),
    THE_BREAKER_IS_BLIND(sql(
            "select count\\(\\*\\)( from row_pair where .* left_base is not null and standing not in)",
            "select 1000 + count(*)$1")),

    // Intents, leases, cursors
    OPEN_INTENTS_ARE_FORGOTTEN(
            sql("(from batch where sync_id = \\? and status = 'open' and table_identity is not null)", "$1 and false")),
    INTENDED_CHANGES_ARE_FORGOTTEN(sql(
            "status in \\('planned', 'failed', 'skipped', 'held', 'conflict'\\)",
            "status in ('planned', 'failed', 'skipped', 'held', 'conflict', 'intended')")),
    PAIRS_WITH_AN_OPEN_INTENT_ARE_PLANNED(
            sql("status in \\('intended', 'uncertain'\\)\\)", "status in ('uncertain'))")),
    THE_EPOCH_IS_NOT_CHECKED(sql(
            "select 1 from lease where name = \\? and epoch = \\? and expires_at > clock_timestamp\\(\\)",
            "select 1 from lease where name = ? and epoch >= ?")),
    THE_LEASE_OF_A_SYNC_IS_NOT_RESPECTED(sql(
            "where held.expires_at < clock_timestamp\\(\\)",
            "where held.expires_at < clock_timestamp() or held.name like 'sync:%'")),
    THE_LEASE_OF_A_TABLE_IS_NOT_RESPECTED(
            sql(
                    "where held.expires_at < clock_timestamp\\(\\)",
                    "where held.expires_at < clock_timestamp() or held.name like 'table:%'"),
            choices -> choices.tree() && choices.has(Fault.OTHER_SYNC_MEANWHILE)),
    THE_CURSOR_RUNS_AHEAD(sql(
            "(_full_at\\)\\s+values \\(\\?, \\?, )\\?, \\?\\)",
            "$1case when ?::text is not null then '2030-01-01T00:00:00Z' end, ?)")),

    // The journal, conflicts, numbers
    A_CONFLICT_IS_CLOSED_AT_ONCE(sql("right_field <> all\\(\\?\\)", "(right_field <> all(?) or true)")),
    WHAT_STOOD_THERE_IS_NOT_KEPT(sql("before = done.before::jsonb", "before = '{}'::jsonb")),
    CREATED_ROWS_COUNT_AS_UPDATED(sql("kind = 'create' then 4", "kind = 'create' then 5")),
    THE_PLAN_IS_KEPT_IN_PART(sql(
            "set in_plan = true where run_id = \\? and status = 'planned'",
            "set in_plan = (id % 2 = 0) where run_id = ? and status = 'planned'")),

    // What was set up
    THE_OTHER_SIDE_WINS(yaml("on_conflict: (left|right)", "on_conflict: OTHER $1")),
    A_PERSON_IS_NOT_ASKED(yaml("on_conflict: manual", "on_conflict: left")),
    ROWS_ARE_DELETED_ALTHOUGH_IGNORED(yaml("policy: ignore", "policy: propagate")),
    IT_GOES_BOTH_WAYS_ALTHOUGH_ONE(yaml("direction: (left-to-right|right-to-left)", "direction: both")),
    A_DRIFT_IS_OVERWRITTEN_ALTHOUGH_KEPT(yaml("drift: keep", "drift: overwrite")),
    THE_FIRST_MATCH_TAKES_THE_OTHER_SIDE(new Seams() {
        @Override
        public String yaml(String yaml, SimChoices choices) {
            return swapped(yaml, "differing: left", "differing: right");
        }

        @Override
        public Meeting chosen(Meeting meeting) {
            var other = switch (meeting.differing()) {
                case LEFT -> Differing.RIGHT;
                case RIGHT -> Differing.LEFT;
                case INBOX -> Differing.INBOX;
            };
            return new Meeting(other, meeting.leftAlone(), meeting.rightAlone());
        }
    }),

    // What only some stories show
    A_ROW_OUT_OF_SIGHT_COUNTS_AS_GONE(
            sql("set (left|right)_away = true, (left|right)_missing_run = null", "set $1_gone = 'away'")),
    A_CHANGED_MAPPING_IS_NOT_TAKEN_OVER(yaml("right: box", "right: post")),
    A_PAUSE_IS_NOT_KEPT(new Seams() {
        @Override
        public boolean pauses() {
            return false;
        }
    }),
    AN_UNDO_GOES_ACROSS(undo(undo -> new Undo(undo.run(), RunStore.UndoChoice.ACROSS, undo.row()))),
    A_ROW_IS_TAKEN_BACK_WITH_ITS_WHOLE_RUN(undo(undo -> new Undo(undo.run(), undo.choice(), null))),
    A_COMMIT_THAT_NEVER_ARRIVED_COUNTS_AS_DONE(new Seams() {
        @Override
        public boolean hidesLostCommits() {
            return true;
        }
    }),

    // What a table answers
    REPLY_IS_NOT_BELIEVED(table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
        @Override
        Map<String, Value> after(SimRow row, Write write) {
            return write.values();
        }
    })),
    A_LOST_WRITE_IS_TAKEN_FOR_DONE(table((table, worker, faults, oracle) ->
            new SimOpenTable(table, worker, faults, oracle) {
                @Override
                Result settled(Write write) {
                    return write.kind() == Target.Kind.CREATE
                            ? super.settled(write)
                            : new Result.Written(write.id(), write.row(), write.expected(), write.values());
                }
            })),
    A_LOST_WRITE_IS_TAKEN_FOR_ABSENT(
            table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
                @Override
                Result settled(Write write) {
                    return new Result.Absent(write.id());
                }

                @Override
                Duration settleAfter() {
                    return Duration.ZERO;
                }
            })),
    ABSENT_IS_BELIEVED_AT_ONCE(
            table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
                @Override
                Duration settleAfter() {
                    return Duration.ZERO;
                }
            })),
    AN_EDIT_IS_TAKEN_FOR_OUR_OWN(
            table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
                @Override
                Map<String, Value> sent(Write write) {
                    return table.rows.stream()
                            .filter(row ->
                                    write.id().equals(row.made) || write.row().equals(row.id))
                            .findFirst()
                            .map(row -> after(row, write))
                            .orElseGet(() -> super.sent(write));
                }
            }),
            choices -> choices.has(Story.EDIT_WHAT_IS_WRITTEN)
                    && (choices.has(Fault.LOST_AFTER) || choices.has(Fault.LATE))),
    A_CURSOR_BEGINS_TOO_LATE(table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
        @Override
        Listing complete(@Nullable Instant began, boolean full) {
            return super.complete(began == null ? null : began.plusSeconds(60), full);
        }
    })),
    A_ROW_IS_NEVER_LISTED(table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
        @Override
        List<SimRow> shown(@Nullable String cursor) {
            var shown = new ArrayList<>(super.shown(cursor));
            shown.removeIf(row -> row.label.endsWith("2"));
            return shown;
        }

        @Override
        public Map<String, Row> fetch(java.util.Collection<String> ids) {
            return Map.of();
        }
    })),
    THE_GUARD_DOES_NOT_LOOK(table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
        @Override
        Map<String, Row> look(List<Write> writes) {
            var found = super.look(writes);
            writes.stream()
                    .filter(write -> found.containsKey(write.id()))
                    .forEach(write -> found.put(write.id(), new Row(write.row(), write.expected())));
            return found;
        }
    })),
    A_SHORT_LISTING_SAYS_IT_IS_COMPLETE(
            table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
                @Override
                Listing shortened() {
                    return super.complete(null, true);
                }
            }),
            choices -> choices.has(Story.STUBBORN_SHORT)
                    && deletes(choices)
                    && choices.tables().stream().anyMatch(table -> !table.asksById())),
    A_WRITE_IS_SENT_TWICE(table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
        @Override
        List<Result> apply(Batch batch, boolean late) {
            super.apply(batch, late);
            return super.apply(batch, late);
        }
    })),
    ANSWERS_ARE_MIXED_UP(table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
        @Override
        List<Result> apply(Batch batch, boolean late) {
            var results = new ArrayList<>(super.apply(batch, late));
            if (results.size() > 1
                    && results.get(0) instanceof Result.Written one
                    && results.get(1) instanceof Result.Written two) {
                results.set(0, new Result.Written(one.writeId(), two.row(), one.before(), one.after()));
                results.set(1, new Result.Written(two.writeId(), one.row(), two.before(), two.after()));
            }
            return results;
        }
    })),

    // What only further fields show
    AN_AMBIGUOUS_NAME_IS_GUESSED(
            Kind.LINKS, table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
                @Override
                public Map<String, String> names(String linkField) {
                    var seen = new HashSet<String>();
                    var names = super.names(linkField);
                    names.replaceAll((id, name) -> seen.add(name) ? name : name + " of " + id);
                    return names;
                }
            })),
    A_RENAME_IS_NOT_SEEN(
            Kind.LINKS, table((table, worker, faults, oracle) -> new SimOpenTable(table, worker, faults, oracle) {
                @Override
                public Map<String, String> names(String linkField) {
                    var names = super.names(linkField);
                    names.replaceAll(
                            (id, _) -> Objects.requireNonNull(table.firms).firstCalled(id));
                    return names;
                }
            })),
    A_LINKED_ROW_IS_MADE_AGAIN(
            sql("(where sync_id = \\? and step = 0 and side = \\? and table_name = \\?)", "$1 and false"),
            choices -> choices.more().has(Kind.LINKS) && choices.more().makes(),
            Telling.WHOLE),
    LINKED_ROWS_ARE_MADE_UNASKED(
            Kind.LINKS, yaml("(left: firm,[^\\n]*drift: \\w+) }", "$1, create_missing_links: true }")),
    TWO_VALUES_OF_THE_MAP_ARE_SWAPPED(Kind.MAPPED, yaml("v3: w3, (.*)v4: w4", "v3: w4, $1v4: w3")),
    ONE_SIDE_WINS_WHERE_BOTH_ARE_JOINED(Kind.TAGS, yaml("on_conflict: union", "on_conflict: left"));

    private final Seams seams;
    private final UnaryOperator<String> sql;
    private final Predicate<SimChoices> canShow;
    /// So that a bug is found where it was found before further fields were there.
    private final Telling telling;

    PlantedBug(Seams seams) {
        this(seams, _ -> true);
    }

    PlantedBug(Seams seams, Predicate<SimChoices> canShow) {
        this(seams, UnaryOperator.identity(), Telling.TOLD, canShow);
    }

    PlantedBug(UnaryOperator<String> sql) {
        this(sql, _ -> true);
    }

    PlantedBug(UnaryOperator<String> sql, Predicate<SimChoices> canShow) {
        this(Seams.NONE, sql, Telling.TOLD, canShow);
    }

    PlantedBug(UnaryOperator<String> sql, Predicate<SimChoices> canShow, Telling telling) {
        this(Seams.NONE, sql, telling, canShow);
    }

    PlantedBug(Kind kind, Seams seams) {
        this(
                seams,
                UnaryOperator.identity(),
                Telling.WHOLE,
                choices -> choices.more().has(kind));
    }

    PlantedBug(Seams seams, UnaryOperator<String> sql, Telling telling, Predicate<SimChoices> canShow) {
        this.seams = seams;
        this.sql = sql;
        this.telling = telling;
        this.canShow = canShow;
    }

    private static boolean deletes(SimChoices choices) {
        return choices.syncs().stream()
                .anyMatch(sync ->
                        sync.leftMissing() == DeletePolicy.PROPAGATE || sync.rightMissing() == DeletePolicy.PROPAGATE);
    }

    /// Plays seed after seed until one of them notices. Of a bug that only few stories show, only seeds that tell such
    /// a
    /// story are played: a tombstone is of no use where nothing is deleted.
    ///
    /// @return how many seeds were played
    Optional<Long> find(TestDatabase database, long most) {
        var sabotaged = new AtomicLong();
        var pool = new SqlSaboteur(database.app(), sql, sabotaged);
        var simulation = new Simulation(database, pool, seams);
        var candidates = LongStream.iterate(1, seed -> seed + 1)
                .filter(seed -> canShow.test(SimChoices.draw(seed, telling)))
                .limit(most)
                .boxed()
                .toList();
        return simulation.firstBroken(candidates, telling).map(place -> place + 1L);
    }

    private static UnaryOperator<String> sql(String pattern, String with) {
        var compiled = Pattern.compile(pattern, Pattern.DOTALL);
        return sql -> compiled.matcher(sql).replaceAll(with);
    }

    private static Seams yaml(String pattern, String with) {
        return new Seams() {
            @Override
            public String yaml(String yaml, SimChoices choices) {
                return yaml.replaceAll(pattern, with)
                        .replace("OTHER left", "right")
                        .replace("OTHER right", "left");
            }
        };
    }

    private static Seams undo(UnaryOperator<Undo> other) {
        return new Seams() {
            @Override
            public Undo undone(Undo undo) {
                return other.apply(undo);
            }
        };
    }

    private static String swapped(String text, String one, String other) {
        return text.replace(one, "\u0000").replace(other, one).replace("\u0000", other);
    }

    @FunctionalInterface
    private interface Opens {
        OpenTable open(SimTable table, SimWorker worker, SimFaults faults, Oracle oracle);
    }

    private static Seams table(Opens opens) {
        return new Seams() {
            @Override
            public OpenTable open(SimTable table, SimWorker worker, SimFaults faults, Oracle oracle) {
                return opens.open(table, worker, faults, oracle);
            }
        };
    }
}
