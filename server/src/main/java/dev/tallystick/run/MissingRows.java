package dev.tallystick.run;

import dev.tallystick.plan.Side;
import dev.tallystick.plan.Standing;
import dev.tallystick.run.ObserveSide.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Rows that a complete listing of everything lacks. One such listing is a suspicion. A second one of another run with
/// the same scope, and where rows can be asked for by id an answer without it, is the proof that the row was deleted. A
/// row that is there when it is asked for has left the filter or view.
final class MissingRows {
    private static final int SLICE = 5_000;

    /// How many ids are asked for in one go.
    private static final int ASKED = 100;

    private final Attempt attempt;
    private final RowPairStore pairs;

    MissingRows(Attempt attempt, RowPairStore pairs) {
        this.attempt = attempt;
        this.pairs = pairs;
    }

    void lookFor(TwoSides.Opened side, ObserveSide observed, Observed listing) {
        if (!listing.showedAll()) {
            return;
        }
        long last = 0;
        while (true) {
            long from = last;
            var slice = attempt.read(jdbc -> pairs.after(jdbc, attempt.run(), side.side(), from, SLICE));
            if (slice.isEmpty()) {
                return;
            }
            last = slice.getLast().pair();
            var absent = slice.stream()
                    .filter(row -> !observed.seen().contains(row.rowId()))
                    .map(RowPairStore.RowOf::pair)
                    .toList();
            if (!absent.isEmpty()) {
                judge(side, listing.scope(), attempt.read(jdbc -> pairs.find(jdbc, absent)));
            }
        }
    }

    private void judge(TwoSides.Opened side, String scope, List<RowPair> absent) {
        var missing = new ArrayList<Long>();
        var absentSince = new ArrayList<Long>();
        var suspects = new ArrayList<RowPair>();
        for (var pair : absent) {
            var half = pair.half(side.side());
            if (half.gone() != null) {
                if (!half.absentSince()
                        && (pair.standing() == Standing.GONE || RowPairStore.BY_US.equals(half.gone()))) {
                    absentSince.add(pair.id());
                }
            } else if (!half.away()) {
                var twice = half.missingRun() != null
                        && half.missingRun() != attempt.run().id().value()
                        && scope.equals(half.missingScope());
                if (twice) {
                    suspects.add(pair);
                } else if (half.missingRun() == null || !scope.equals(half.missingScope())) {
                    missing.add(pair.id());
                }
            }
        }
        if (!missing.isEmpty() || !absentSince.isEmpty()) {
            attempt.commit(jdbc -> {
                pairs.missing(jdbc, side.side(), missing, attempt.run(), scope);
                pairs.absentSince(jdbc, side.side(), absentSince);
                return null;
            });
        }
        for (int from = 0; from < suspects.size(); from += ASKED) {
            prove(side, suspects.subList(from, Math.min(from + ASKED, suspects.size())));
        }
    }

    private void prove(TwoSides.Opened side, List<RowPair> suspects) {
        if (!side.traits().asksById()) {
            // A filter may hide the row, and there is no way to ask: then nothing is ever deleted.
            if (side.traits().listsEverything()) {
                gone(side.side(), suspects, "two complete listings lack it");
            }
            return;
        }
        attempt.check();
        var ids = suspects.stream()
                .map(pair -> Objects.requireNonNull(pair.half(side.side()).id()))
                .toList();
        var there = side.table().fetch(ids);
        var gone = new ArrayList<RowPair>();
        var away = new ArrayList<Long>();
        for (var pair : suspects) {
            if (!there.containsKey(Objects.requireNonNull(pair.half(side.side()).id()))) {
                gone.add(pair);
            } else if (!side.traits().listsEverything()) {
                away.add(pair.id());
            }
        }
        gone(side.side(), gone, "two complete listings lack it, and asked for by its id it is not there");
        if (!away.isEmpty()) {
            attempt.commit(jdbc -> {
                pairs.away(jdbc, side.side(), away);
                return null;
            });
        }
    }

    private void gone(Side side, List<RowPair> gone, String proof) {
        if (gone.isEmpty()) {
            return;
        }
        attempt.commit(jdbc -> {
            pairs.gone(jdbc, side, gone.stream().map(RowPair::id).toList(), proof);
            return null;
        });
    }
}
