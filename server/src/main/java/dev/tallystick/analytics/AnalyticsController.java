package dev.tallystick.analytics;

import dev.tallystick.history.FieldFailures;
import dev.tallystick.history.FieldFailures.FieldFailure;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Identity;
import java.sql.ResultSet;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// How syncs did, from one day to another. Days are those of UTC; dry runs are none of it.
@RestController
@RequestMapping("/api/v1/analytics")
class AnalyticsController {
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 366;
    private static final int MOST_SYNCS = 200;
    private static final int MOST_FAILURES = 100;

    private final Transactions transactions;
    private final SyncStore syncs;
    private final Clock clock;

    AnalyticsController(Transactions transactions, SyncStore syncs, Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.clock = clock;
    }

    /// @param total over all days and syncs
    /// @param days every one, those without a run too
    /// @param syncs the two hundred with the most failed runs, those first
    /// @param moreSyncs how many besides had a run
    record Analytics(LocalDate from, LocalDate to, Figures total, List<Day> days, List<OfSync> syncs, long moreSyncs) {}

    record Day(LocalDate day, Figures figures) {}

    /// @param frequencySeconds the usual time between two runs that went through; null before the second
    /// @param confirmedAt when its data were last found in agreement; null when they never were
    record OfSync(
            String sync,
            String title,
            Figures figures,
            @Nullable Long frequencySeconds,
            @Nullable Instant confirmedAt) {}

    /// @param sync by name; left out, over all
    /// @param from the first day; thirty days, when it is left out
    /// @param to the last day; today, when it is left out
    @GetMapping
    Analytics analytics(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Nullable LocalDate from,
            @RequestParam(required = false) @Nullable LocalDate to) {
        var span = span(from, to);
        known(identity, sync);
        return transactions.in(identity.workspace(), jdbc -> {
            var days = days(jdbc, sync, span);
            var total = of(jdbc, sync, span, "select " + Figures.SUMS, "")
                    .query((row, _) -> Figures.of(row))
                    .single();
            var found = bySync(jdbc, sync, span);
            return new Analytics(
                    span.from,
                    span.to,
                    total,
                    days,
                    found.stream().limit(MOST_SYNCS).toList(),
                    Math.max(0, found.size() - MOST_SYNCS));
        });
    }

    /// @param from the first day, @param to the last
    /// @param failures the hundred most frequent
    /// @param runsLookedAt of the newest ones with failures; older ones are not looked at
    record Quality(
            LocalDate from, LocalDate to, List<FieldFailure> failures, long runsLookedAt, long runsWithFailures) {}

    /// Which fields failed, and why, as long as the runs are kept.
    @GetMapping("/quality")
    Quality quality(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Nullable LocalDate from,
            @RequestParam(required = false) @Nullable LocalDate to) {
        var span = span(from, to);
        known(identity, sync);
        return transactions.in(identity.workspace(), jdbc -> {
            var found = FieldFailures.find(jdbc, sync, span.begins(), span.ends(), MOST_FAILURES);
            return new Quality(span.from, span.to, found.failures(), found.runsLookedAt(), found.runs());
        });
    }

    private void known(Identity identity, @Nullable String sync) {
        if (sync != null && syncs.find(identity.workspace(), sync).isEmpty()) {
            throw Refusal.notFound("There is no sync '" + sync + "'.");
        }
    }

    private record Span(LocalDate from, LocalDate to) {
        Instant begins() {
            return from.atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        Instant ends() {
            return to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    private Span span(@Nullable LocalDate from, @Nullable LocalDate to) {
        var last = to == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : to;
        var first = from == null ? last.minusDays(USUAL_DAYS - 1L) : from;
        var problems = new FieldProblems();
        if (first.isAfter(last)) {
            problems.add("from", "The first day must not come after the last.");
        } else if (ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
            problems.add("from", "Ask for " + MOST_DAYS + " days at most.");
        }
        problems.refuse();
        return new Span(first, last);
    }

    private static JdbcClient.StatementSpec of(
            JdbcClient jdbc, @Nullable String sync, Span span, String select, String group) {
        return jdbc.sql(select + """
                         from sync_day join sync on sync.id = sync_day.sync_id
                        where day between :from and :to and sync.removed_at is null
                          and (:sync::text is null or sync.name = :sync)
                        """ + group)
                .param("from", span.from)
                .param("to", span.to)
                .param("sync", sync, Types.VARCHAR);
    }

    private static List<Day> days(JdbcClient jdbc, @Nullable String sync, Span span) {
        var known = new HashMap<LocalDate, Figures>();
        of(jdbc, sync, span, "select day, " + Figures.SUMS, "group by day").query((ResultSet row) -> {
            known.put(row.getObject("day", LocalDate.class), Figures.of(row));
        });
        var none = new Figures(0, 0, 0, 0, null, null, 0, 0, 0, 0, 0, 0, 0, 0);
        return Stream.iterate(span.from, day -> !day.isAfter(span.to), day -> day.plusDays(1))
                .map(day -> new Day(day, known.getOrDefault(day, none)))
                .toList();
    }

    private List<OfSync> bySync(JdbcClient jdbc, @Nullable String sync, Span span) {
        var until = span.ends().isBefore(clock.instant()) ? span.ends() : clock.instant();
        return of(
                        jdbc,
                        sync,
                        span,
                        "select sync.name, sync.title, min(day) as first_day, " + Figures.SUMS + """
                        , (select confirmed_at from sync_state where sync_state.sync_id = sync.id) as confirmed_at
                        """,
                        "group by sync.id order by sum(failed) desc, sum(rows_failed) desc, sync.name")
                .query((row, _) -> {
                    var figures = Figures.of(row);
                    var first = row.getObject("first_day", LocalDate.class)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
                    var confirmed = row.getTimestamp("confirmed_at");
                    return new OfSync(
                            row.getString("name"),
                            row.getString("title"),
                            figures,
                            figures.wentThrough() < 2
                                    ? null
                                    : (Long) (ChronoUnit.SECONDS.between(first, until) / figures.wentThrough()),
                            confirmed == null ? null : confirmed.toInstant());
                })
                .list();
    }
}
