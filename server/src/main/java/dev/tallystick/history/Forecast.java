package dev.tallystick.history;

import dev.tallystick.connector.Cost;
import dev.tallystick.sync.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Foretells the calls that a schedule makes in a month, against what the account has for one. Pure: no clock, no
/// database, no upstream.
final class Forecast {
    static final Duration MONTH = Duration.ofDays(30);

    /// A schedule that leaves less than a fifth of the month's calls is fragile: people write, tables grow.
    private static final double COMFORTABLE = 0.8;

    /// What people choose from.
    private static final List<Duration> INTERVALS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMinutes(20),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(3),
            Duration.ofHours(4),
            Duration.ofHours(6),
            Duration.ofHours(8),
            Duration.ofHours(12),
            Duration.ofDays(1));

    private Forecast() {}

    /// One side of a sync.
    ///
    /// @param used calls that the account has made this month, by this sync and all others
    /// @param rowsWritten in a month
    record Side(Cost cost, long used, long rowsWritten) {}

    /// @param text how people call it: `Every 5 minutes`
    /// @param runs in a month
    record Timing(String text, long runs) {
        static Timing every(Duration interval) {
            return new Timing("Every " + words(interval), MONTH.toSeconds() / Math.max(1, interval.toSeconds()));
        }

        static Timing cron(String expression, long runs) {
            return new Timing("With the cron " + expression, runs);
        }
    }

    /// @param callsPerMonth null when nobody knows what a listing costs
    /// @param cap null where no cap is known
    /// @param fits within the cap, also when there is none
    /// @param suggestion an interval that leaves room, as in `10m`; null when the schedule does, or none would
    record View(
            @Nullable Long callsPerMonth,
            @Nullable Long cap,
            @Nullable Long usedThisMonth,
            String sentence,
            boolean fits,
            @Nullable String suggestion) {}

    /// @param fullListingEvery how often everything is read although less would do
    static View of(Timing timing, Duration fullListingEvery, List<Side> sides) {
        if (sides.isEmpty()) {
            return new View(
                    null,
                    null,
                    null,
                    "No side of this sync counts calls, or says what they cost, so there is nothing to foretell.",
                    true,
                    null);
        }
        var tightest = accounts(sides).stream()
                .max(Comparator.comparingDouble(account -> account.share(timing.runs(), fullListingEvery)))
                .orElseThrow();
        long calls = tightest.calls(timing.runs(), fullListingEvery);
        var cost = tightest.sides.getFirst().cost();
        long used = tightest.sides.getFirst().used();
        var first = "%s this is about %s calls a month".formatted(timing.text(), number(calls));
        if (cost.monthlyCap() == null) {
            return new View(
                    calls, null, used, first + "; no monthly limit is known for " + cost.what() + ".", true, null);
        }
        long cap = cost.monthlyCap();
        var allows = "%s; %s allows %s%s%s."
                .formatted(
                        first,
                        cost.what(),
                        number(cap),
                        cost.plan() == null ? "" : " (" + cost.plan() + ")",
                        used == 0 ? "" : ", of which " + number(used) + " are used this month");
        if (calls <= cap * COMFORTABLE) {
            return new View(calls, cap, used, allows, true, null);
        }
        var better = INTERVALS.stream()
                .filter(interval -> Timing.every(interval).runs() < timing.runs())
                .filter(interval ->
                        tightest.calls(Timing.every(interval).runs(), fullListingEvery) <= cap * COMFORTABLE)
                .findFirst();
        return new View(
                calls,
                cap,
                used,
                allows + advice(better, tightest, fullListingEvery),
                calls <= cap,
                better.map(Forecast::text).orElse(null));
    }

    private static String advice(Optional<Duration> better, Account account, Duration fullListingEvery) {
        return better.map(interval -> " %s would need %s."
                        .formatted(
                                Timing.every(interval).text(),
                                number(account.calls(Timing.every(interval).runs(), fullListingEvery))))
                .orElse(" Even once a day would leave too little: read fewer rows, by a filter or a view, or take a"
                        + " larger plan.");
    }

    /// Both sides may count with one account.
    private static List<Account> accounts(List<Side> sides) {
        var byKey = new LinkedHashMap<String, List<Side>>();
        sides.forEach(side ->
                byKey.computeIfAbsent(side.cost().key(), _ -> new ArrayList<>()).add(side));
        return byKey.values().stream().map(Account::new).toList();
    }

    private record Account(List<Side> sides) {

        long calls(long runs, Duration fullListingEvery) {
            return sides.stream()
                    .mapToLong(side -> calls(side, runs, fullListingEvery))
                    .sum();
        }

        /// Of the cap; without one it is less than any other.
        double share(long runs, Duration fullListingEvery) {
            var cap = sides.getFirst().cost().monthlyCap();
            return cap == null ? -1 : (double) calls(runs, fullListingEvery) / Math.max(1, cap);
        }

        private static long calls(Side side, long runs, Duration fullListingEvery) {
            long full = Math.min(runs, MONTH.toSeconds() / Math.max(1, fullListingEvery.toSeconds()));
            return full * side.cost().fullListing()
                    + (runs - full) * side.cost().incrementalListing()
                    + writes(side, runs);
        }

        /// Rows that come evenly fill a call only when there are more of them than runs.
        private static long writes(Side side, long runs) {
            long rows = side.rowsWritten();
            if (rows <= runs) {
                return rows;
            }
            long each = Math.ceilDiv(rows, Math.max(1, runs));
            return Math.max(1, runs) * Math.ceilDiv(each, side.cost().rowsPerWrite());
        }
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String words(Duration interval) {
        if (interval.toSeconds() % 3600 == 0 && !interval.isZero()) {
            long hours = interval.toHours();
            return hours == 1
                    ? "hour"
                    : hours % 24 == 0 ? (hours == 24 ? "day" : hours / 24 + " days") : hours + " hours";
        }
        if (interval.toSeconds() % 60 == 0 && !interval.isZero()) {
            return interval.toMinutes() == 1 ? "minute" : interval.toMinutes() + " minutes";
        }
        return interval.toSeconds() == 1 ? "second" : interval.toSeconds() + " seconds";
    }

    private static String text(Duration interval) {
        return DurationText.of(interval);
    }
}
