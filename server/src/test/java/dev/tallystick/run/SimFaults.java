package dev.tallystick.run;

import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.run.SimChoices.Fault;
import dev.tallystick.run.SimChoices.Story;
import dev.tallystick.run.SimTable.SimRow;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What goes wrong, call by call, as the seed wants it.
final class SimFaults {
    /// What a death of the process looks like from inside.
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("killed", null, false, false);
        }
    }

    /// What happens while a call is under way. None of it may itself be hit by a fault.
    interface Meanwhile {
        void personEdits(SimTable table);

        void personEdits(SimTable table, SimRow row, List<String> fields);

        void isTakenOver(SimWorker worker);

        void anotherBegins(SimWorker worker);

        void otherSyncRuns(SimWorker worker);
    }

    private final SimChoices choices;
    private final SplittableRandom random;
    private final SplittableRandom telling;
    private final SimTrace trace;
    private @Nullable Meanwhile meanwhile;
    boolean calm;

    SimFaults(SimChoices choices, SimTrace trace) {
        this.choices = choices;
        this.random = new SplittableRandom(choices.seed() ^ 0x5DEECE66DL);
        this.telling = new SplittableRandom(choices.seed() * 977 + 5);
        this.trace = trace;
    }

    void meanwhile(Meanwhile what) {
        meanwhile = what;
    }

    /// One of these, or null.
    @Nullable
    Fault on(String where, Fault... those) {
        for (var fault : those) {
            if (strikes(fault)) {
                trace.say("  fault " + fault + " at " + where);
                return fault;
            }
        }
        return null;
    }

    private boolean strikes(Fault fault) {
        return !calm && choices.has(fault) && random.nextInt(choices.oneIn()) == 0;
    }

    /// Whether the story has its turn now.
    boolean tells(Story story, int oneIn) {
        return choices.has(story) && telling.nextInt(oneIn) == 0;
    }

    /// What becomes of the next commit in our own database.
    SimDatabase.Commit commit(@Nullable SimWorker worker) {
        if (calm || worker == null || !worker.began || worker.replaced || !tells(Story.DATABASE_AWAY, 30)) {
            return SimDatabase.Commit.ANSWERED;
        }
        var arrives = telling.nextBoolean();
        trace.say("  our database goes away " + (arrives ? "behind" : "before") + " a commit");
        worker.cutOff = true;
        return arrives ? SimDatabase.Commit.ANSWER_IS_LOST : SimDatabase.Commit.NEVER_ARRIVES;
    }

    Death death() {
        return new Death();
    }

    void deleted(SimRow row) {
        if (strikes(Fault.STALE_COPY) || tells(Story.STALE_COPIES, 2)) {
            trace.say("  " + row.label + " will be listed once more");
            row.stillShown = 1;
        }
    }

    void betweenPages(SimOpenTable where) {
        if (strikes(Fault.EDIT_WHILE_LISTING)) {
            during(where.table);
        }
    }

    void editBeforeGuard(SimOpenTable where, List<Write> writes) {
        if (strikes(Fault.EDIT_BEFORE_GUARD)) {
            during(where.table);
        }
        if (!calm && meanwhile != null && tells(Story.EDIT_WHAT_IS_WRITTEN, 2)) {
            var write = writes.get(telling.nextInt(writes.size()));
            var row = where.table.onlyWithId(write.row());
            if (row.isPresent() && !where.table.awaited(row.get())) {
                trace.say("  meanwhile:");
                meanwhile.personEdits(
                        where.table, row.get(), List.copyOf(write.expected().keySet()));
            }
        }
    }

    /// Also by the attempts that come after this one, until the upstream has mended it.
    boolean cutsShort(SimTable table) {
        if (calm) {
            return false;
        }
        if (table.cutShort > 0) {
            table.cutShort--;
            return true;
        }
        if (tells(Story.STUBBORN_SHORT, 3)) {
            table.cutShort = 2;
            return true;
        }
        return false;
    }

    private void during(SimTable table) {
        if (meanwhile != null) {
            trace.say("  meanwhile:");
            meanwhile.personEdits(table);
        }
    }

    /// @param writing this worker holds the table
    void meanwhile(SimOpenTable where, boolean writing) {
        if (meanwhile == null || where.worker.replaced) {
            return;
        }
        var before = where.table.writer;
        where.table.writer = writing ? where.worker : before;
        happens(meanwhile, where.worker);
        where.table.writer = before;
    }

    private void happens(Meanwhile what, SimWorker worker) {
        if (strikes(Fault.TAKEN_OVER)) {
            calmly(() -> what.isTakenOver(worker));
        } else if (strikes(Fault.SECOND_WORKER)) {
            calmly(() -> what.anotherBegins(worker));
        } else if (choices.tree() && strikes(Fault.OTHER_SYNC_MEANWHILE)) {
            calmly(() -> what.otherSyncRuns(worker));
        }
    }

    private void calmly(Runnable what) {
        calm = true;
        try {
            what.run();
        } finally {
            calm = false;
        }
    }
}
