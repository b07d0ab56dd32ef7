package dev.tallystick.history;

import dev.tallystick.connection.Connections;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Cost;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.TableRef;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.DurationText;
import dev.tallystick.sync.Schedule;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.web.FieldProblem;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Identity;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Says what a schedule would cost before it is saved.
@RestController
class ForecastController {
    /// Once a minute for two months: no cron comes oftener.
    private static final int MOST_RUNS = 100_000;

    private static final int LONGEST_NAME = 500;
    /// A schedule that is only looked at belongs to no sync.
    private static final SyncId NO_SYNC = new SyncId(0);

    private final Transactions transactions;
    private final SyncStore syncs;
    private final ScheduleStore schedules;
    private final ViewSyncs views;
    private final Connections connections;
    private final Clock clock;

    ForecastController(
            Transactions transactions,
            SyncStore syncs,
            ScheduleStore schedules,
            ViewSyncs views,
            Connections connections,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.schedules = schedules;
        this.views = views;
        this.connections = connections;
        this.clock = clock;
    }

    /// Without `every` and `cron` it is for the schedule in force.
    ///
    /// @param every as in `5m`
    /// @param rows of each table; those that the last run found when left out
    /// @param writes rows written in a month; those of the last 30 days when left out
    @GetMapping("/api/v1/syncs/{name}/forecast")
    Forecast.View forecast(
            Identity identity,
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String every,
            @RequestParam(required = false) @Nullable String cron,
            @RequestParam(required = false) @Nullable String zone,
            @RequestParam(required = false) @Nullable Long rows,
            @RequestParam(required = false) @Nullable Long writes) {
        var sync = syncs.find(identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
        var timing = timing(schedule(sync, every, cron, zone), sync.id());
        long count = rows != null ? Math.max(0, rows) : known(sync);
        long written = writes != null ? Math.max(0, writes) : written(sync);
        return Forecast.of(
                timing,
                sync.fullListingEvery(),
                sides(identity.workspace(), sync.left(), sync.right(), count, written));
    }

    /// @param table as the connection names it
    record End(@Nullable String connection, @Nullable String table) {}

    /// @param rows of each table, about; one call's worth when left out
    record Wish(
            @Nullable End left,
            @Nullable End right,
            @Nullable String every,
            @Nullable String cron,
            @Nullable String zone,
            @Nullable Long rows) {}

    /// What a schedule would cost for two tables that belong to no sync yet.
    @PostMapping("/api/v1/schedule-forecast")
    Forecast.View foretell(Identity identity, @RequestBody Wish wish) {
        var problems = new FieldProblems();
        var left = side("left", wish.left(), problems);
        var right = side("right", wish.right(), problems);
        if (wish.every() == null && wish.cron() == null) {
            problems.add("every", "Say which schedule to look at: `every` or `cron`.");
        }
        problems.refuse();
        var timing = timing(given(wish.every(), wish.cron(), wish.zone()).orElseThrow(), NO_SYNC);
        long rows = wish.rows() == null ? 0 : Math.max(0, wish.rows());
        return Forecast.of(timing, Sync.USUAL_FULL_LISTING, sides(identity.workspace(), left, right, rows, 0));
    }

    private static Sync.Side side(String which, @Nullable End end, FieldProblems problems) {
        var connection = problems.text(which + "/connection", end == null ? null : end.connection(), LONGEST_NAME);
        var table = problems.text(which + "/table", end == null ? null : end.table(), LONGEST_NAME);
        return new Sync.Side(connection, new TableRef(table, new SettingValues(Map.of())));
    }

    private List<Forecast.Side> sides(WorkspaceId workspace, Sync.Side left, Sync.Side right, long rows, long written) {
        return Stream.of(side(workspace, left, rows, 0), side(workspace, right, rows, written))
                .flatMap(Optional::stream)
                .toList();
    }

    private Schedule schedule(Sync sync, @Nullable String every, @Nullable String cron, @Nullable String zone) {
        return given(every, cron, zone)
                .or(() -> transactions
                        .in(sync.workspace(), jdbc -> schedules.find(jdbc, sync.id()))
                        .map(ScheduleStore.Planned::schedule))
                .orElseThrow(
                        () -> invalid("every", "'" + sync.name() + "' has no schedule; say which one to look at."));
    }

    private static Optional<Schedule> given(@Nullable String every, @Nullable String cron, @Nullable String zone) {
        if (every != null && cron != null) {
            throw invalid("cron", "Give either a cron or an interval.");
        }
        if (every != null) {
            var interval = DurationText.parse(every)
                    .orElseThrow(() -> invalid("every", "Write a duration such as 30s, 5m, 2h or 1d."));
            return Optional.of(checked("every", () -> Schedule.every(interval)));
        }
        if (cron != null) {
            return Optional.of(checked("cron", () -> Schedule.cron(cron.strip(), zone(zone))));
        }
        return Optional.empty();
    }

    private static Schedule checked(String field, java.util.function.Supplier<Schedule> schedule) {
        try {
            return schedule.get();
        } catch (IllegalArgumentException wrong) {
            throw invalid(field, String.valueOf(wrong.getMessage()));
        }
    }

    private static ZoneId zone(@Nullable String zone) {
        try {
            return ZoneId.of(zone == null ? "UTC" : zone);
        } catch (DateTimeException unknown) {
            throw invalid("zone", "There is no such time zone; write it as in Europe/Berlin.");
        }
    }

    private static Refusal invalid(String field, String detail) {
        return Refusal.invalid(List.of(new FieldProblem("/" + field, detail)));
    }

    private Forecast.Timing timing(Schedule schedule, SyncId id) {
        return switch (schedule.timing()) {
            case Schedule.Timing.Every(var interval) -> Forecast.Timing.every(interval);
            case Schedule.Timing.Cron(var expression) -> {
                var now = clock.instant();
                yield Forecast.Timing.cron(
                        expression,
                        schedule.between(now, now.plus(Forecast.MONTH), id, MOST_RUNS)
                                .size());
            }
        };
    }

    private long known(Sync sync) {
        @Nullable
        Long rows = transactions
                .in(sync.workspace(), jdbc -> views.state(jdbc, sync))
                .rows();
        return rows == null ? 0 : rows;
    }

    private long written(Sync sync) {
        var since = Timestamp.from(clock.instant().minus(Forecast.MONTH));
        return transactions.in(
                sync.workspace(),
                jdbc -> jdbc.sql("select coalesce(sum(rows_applied), 0) from run where sync_id = ? and created_at > ?")
                        .param(sync.id().value())
                        .param(since)
                        .query(Long.class)
                        .single());
    }

    private Optional<Forecast.Side> side(WorkspaceId workspace, Sync.Side side, long rows, long written) {
        return cost(workspace, side, rows)
                .map(cost -> new Forecast.Side(
                        cost, connections.usedThisMonth(workspace, side.connection(), cost.key()), written));
    }

    private Optional<Cost> cost(WorkspaceId workspace, Sync.Side side, long rows) {
        try (var open = connections.open(workspace, side.connection(), () -> false)) {
            return open.cost(side.table(), rows);
        } catch (ConnectorException unfit) {
            throw Refusal.conflict(
                    "settings", "The connection '" + side.connection() + "' cannot be used: " + unfit.getMessage());
        }
    }
}
