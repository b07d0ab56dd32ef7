package dev.tallystick.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.sync.Schedule.Dst;
import dev.tallystick.sync.Schedule.MissedRun;
import dev.tallystick.sync.Schedule.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final SyncId SYNC = new SyncId(7);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void givesTheNextTenTimes() {
        assertThat(Schedule.cron("0 */6 * * *", ZoneId.of("UTC")).next(at("2026-11-25T13:00:00Z"), SYNC, 10))
                .containsExactly(
                        at("2026-11-25T18:00:00Z"),
                        at("2026-11-26T00:00:00Z"),
                        at("2026-11-26T06:00:00Z"),
                        at("2026-11-26T12:00:00Z"),
                        at("2026-11-26T18:00:00Z"),
                        at("2026-11-27T00:00:00Z"),
                        at("2026-11-27T06:00:00Z"),
                        at("2026-11-27T12:00:00Z"),
                        at("2026-11-27T18:00:00Z"),
                        at("2026-11-28T00:00:00Z"));
    }

    @Test
    void isDueStrictlyAfterTheTimeAskedFor() {
        var hourly = Schedule.cron("@hourly", BERLIN);

        assertThat(hourly.next(at("2026-11-25T13:00:00Z"), SYNC)).contains(at("2026-11-25T14:00:00Z"));
        assertThat(hourly.next(at("2026-11-25T12:59:59.999Z"), SYNC)).contains(at("2026-11-25T13:00:00Z"));
    }

    @Test
    void runsAtTheFirstValidInstantWhenTheClockSkipsItsTime() {
        var job = Schedule.cron("30 2 * * *", BERLIN);

        assertThat(job.next(at("2026-03-28T12:00:00Z"), SYNC, 2))
                .containsExactly(at("2026-03-29T01:00:00Z"), at("2026-03-30T00:30:00Z"));
    }

    @Test
    void leavesTheSkippedTimeOutWhenToldTo() {
        var job = new Schedule(new Timing.Cron("30 2 * * *"), BERLIN, MissedRun.ONCE, Dst.SKIP, Duration.ZERO, false);

        assertThat(job.next(at("2026-03-28T12:00:00Z"), SYNC)).contains(at("2026-03-30T00:30:00Z"));
    }

    @Test
    void runsOnceInTheRepeatedHourWhenItsHourIsFixed() {
        assertThat(Schedule.cron("30 2 * * *", BERLIN).next(at("2026-10-24T12:00:00Z"), SYNC, 2))
                .containsExactly(at("2026-10-25T00:30:00Z"), at("2026-10-26T01:30:00Z"));
    }

    @Test
    void runsInBothPassesOfTheRepeatedHourWhenItsHourIsOpen() {
        assertThat(Schedule.cron("*/30 * * * *", BERLIN).next(at("2026-10-25T00:00:00Z"), SYNC, 4))
                .containsExactly(
                        at("2026-10-25T00:30:00Z"),
                        at("2026-10-25T01:00:00Z"),
                        at("2026-10-25T01:30:00Z"),
                        at("2026-10-25T02:00:00Z"));
    }

    @Test
    void knowsHalfHourClocksAndTheDayThatApiaNeverHad() {
        assertThat(Schedule.cron("15 2 * * *", ZoneId.of("Australia/Lord_Howe")).next(at("2026-10-03T12:00:00Z"), SYNC))
                .contains(at("2026-10-03T15:30:00Z"));
        assertThat(Schedule.cron("0 12 * * *", ZoneId.of("Pacific/Apia")).next(at("2011-12-29T23:00:00Z"), SYNC, 2))
                .containsExactly(at("2011-12-30T10:00:00Z"), at("2011-12-30T22:00:00Z"));
    }

    @Test
    void joinsTheTwoDayFieldsWithOrAsCrontabsDo() {
        assertThat(Schedule.cron("0 0 13 * fri", ZoneId.of("UTC")).next(at("2026-11-01T00:00:00Z"), SYNC, 3))
                .containsExactly(at("2026-11-06T00:00:00Z"), at("2026-11-13T00:00:00Z"), at("2026-11-20T00:00:00Z"));
    }

    @Test
    void waitsForALeapDay() {
        assertThat(Schedule.cron("0 0 29 feb *", ZoneId.of("UTC")).next(at("2096-03-01T00:00:00Z"), SYNC))
                .contains(at("2104-02-29T00:00:00Z"));
    }

    @Test
    void keepsAnIntervalInElapsedTimeAcrossAClockChange() {
        var times = Schedule.every(Duration.ofHours(2)).next(at("2026-10-24T20:00:00Z"), SYNC, 6);

        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i))).isEqualTo(Duration.ofHours(2));
        }
    }

    @Test
    void spreadsTheSameIntervalOfManySyncs() {
        var every = Schedule.every(Duration.ofMinutes(5));
        var now = at("2026-11-25T13:00:00Z");
        var perSecond = new int[300];
        for (int sync = 1; sync <= 3_000; sync++) {
            var wait = Duration.between(now, every.next(now, new SyncId(sync)).orElseThrow());
            perSecond[(int) Math.min(299, wait.toSeconds())]++;
        }

        assertThat(Arrays.stream(perSecond).boxed())
                .as("ten a second on average")
                .allSatisfy(count -> assertThat(count).isLessThan(30));
    }

    @Test
    void jitterMovesEachTimeLaterByTheSameForOneSync() {
        var plain = Schedule.cron("0 * * * *", BERLIN);
        var moved = new Schedule(plain.timing(), BERLIN, MissedRun.ONCE, Dst.ONCE, Duration.ofMinutes(10), false);
        var from = at("2026-11-25T13:00:00Z");

        var by = Duration.between(
                plain.next(from, SYNC).orElseThrow(),
                moved.next(from.plusSeconds(601), SYNC).orElseThrow());

        assertThat(by).isBetween(Duration.ZERO, Duration.ofMinutes(10));
        assertThat(moved.next(from.plusSeconds(601), SYNC, 3))
                .isEqualTo(plain.next(from, SYNC, 3).stream()
                        .map(time -> time.plus(by))
                        .toList());
    }

    @Test
    void makesUpForMissedTimesWithOneRunOrNone() {
        var once = Schedule.cron("0 */2 * * *", ZoneId.of("UTC"));
        var skip = new Schedule(once.timing(), once.zone(), MissedRun.SKIP, Dst.ONCE, Duration.ZERO, false);
        var planned = at("2026-11-25T02:00:00Z");
        var sevenHoursLate = at("2026-11-25T09:00:00Z");
        var next = at("2026-11-25T10:00:00Z");

        assertThat(once.due(planned, sevenHoursLate, SYNC)).isEqualTo(new Schedule.Due(true, 3, next));
        assertThat(skip.due(planned, sevenHoursLate, SYNC)).isEqualTo(new Schedule.Due(false, 3, next));
        assertThat(skip.due(planned, planned.plusSeconds(20), SYNC))
                .as("a poll that takes a moment misses nothing")
                .isEqualTo(new Schedule.Due(true, 0, at("2026-11-25T04:00:00Z")));
        assertThat(skip.due(planned, at("2026-11-25T08:00:10Z"), SYNC))
                .as("the last of the missed times is still fresh")
                .isEqualTo(new Schedule.Due(true, 3, next));
        assertThat(once.due(planned, planned.minusSeconds(1), SYNC)).isEqualTo(new Schedule.Due(false, 0, planned));
    }

    @Test
    void isNeverDueWhilePaused() {
        var paused = new Schedule(new Timing.Cron("* * * * *"), BERLIN, MissedRun.ONCE, Dst.ONCE, Duration.ZERO, true);

        assertThat(paused.next(at("2026-11-25T13:00:00Z"), SYNC)).isEmpty();
        assertThat(paused.due(at("2026-11-25T13:00:00Z"), at("2026-11-25T14:00:00Z"), SYNC))
                .isEqualTo(new Schedule.Due(false, 0, null));
    }

    @Test
    void refusesACronThatCannotBeMeant() {
        assertThatThrownBy(() -> Schedule.cron("0 */6 * *", BERLIN))
                .hasMessage("A cron has five fields (minute hour day month weekday), and '0 */6 * *' has 4.");
        assertThatThrownBy(() -> Schedule.cron("61 * * * *", BERLIN))
                .hasMessage(
                        "The cron's minute is '61', and must be 0 to 59, *, a range 1-5, a list 1,3 or a step */2.");
        assertThatThrownBy(() -> Schedule.cron("0 22-4 * * *", BERLIN))
                .hasMessage("The cron's hour '22-4' runs backwards.");
        assertThatThrownBy(() -> Schedule.cron("0 0 30 2 *", BERLIN))
                .hasMessage("The cron '0 0 30 2 *' names a day that never comes.");
        assertThatThrownBy(() -> Schedule.cron("*/0 * * * *", BERLIN))
                .hasMessage("The cron's minute is '0', and must be 1 to 59, *, a range 1-5, a list 1,3 or a step */2.");
    }

    /// Steps through every minute around clock changes and applies the rules of the class comment word by word.
    @Test
    void agreesWithAMinuteStepperAroundClockChanges() {
        var seed = Long.getLong("seed", 20261125L);
        var random = new Random(seed);
        var zones = List.of(
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "Africa/Casablanca",
                "Africa/Cairo",
                "America/Santiago",
                "Asia/Beirut",
                "America/Havana",
                "Antarctica/Troll",
                "Asia/Kolkata");
        for (var zone : zones.stream().map(ZoneId::of).toList()) {
            for (var change : changes(zone)) {
                for (int i = 0; i < 12; i++) {
                    var cron = randomCron(random);
                    var dst = random.nextInt(4) == 0 ? Dst.SKIP : Dst.ONCE;
                    var schedule = new Schedule(new Timing.Cron(cron), zone, MissedRun.ONCE, dst, Duration.ZERO, false);
                    var from = change.minus(Duration.ofHours(30));
                    var until = change.plus(Duration.ofHours(30));

                    assertThat(schedule.between(from, until, SYNC, 10_000))
                            .as("seed %d: '%s' in %s around %s, %s", seed, cron, zone, change, dst)
                            .isEqualTo(stepped(cron, zone, dst, from, until));
                }
            }
        }
    }

    private static List<Instant> changes(ZoneId zone) {
        var changes = new ArrayList<Instant>();
        var change = zone.getRules().nextTransition(at("2020-01-01T00:00:00Z"));
        while (change != null && change.getInstant().isBefore(at("2035-01-01T00:00:00Z"))) {
            changes.add(change.getInstant());
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return changes.isEmpty() ? List.of(at("2026-02-28T00:00:00Z")) : changes;
    }

    private static List<Instant> stepped(String cron, ZoneId zone, Dst dst, Instant from, Instant until) {
        var fields = CronFields.parse(cron);
        var times = new ArrayList<Instant>();
        for (var minute = from.plusSeconds(60); !minute.isAfter(until); minute = minute.plusSeconds(60)) {
            var local = LocalDateTime.ofInstant(minute, zone);
            var before = LocalDateTime.ofInstant(minute.minusSeconds(60), zone);
            var firstPass = zone.getRules().getValidOffsets(local).size() < 2
                    || zone.getRules()
                            .getValidOffsets(local)
                            .getFirst()
                            .equals(zone.getRules().getOffset(minute));
            var hit = fields.matches(local) && (firstPass || !fields.fixedHours());
            if (!hit && fields.fixedHours() && dst == Dst.ONCE) {
                for (var skipped = before.plusMinutes(1); skipped.isBefore(local); skipped = skipped.plusMinutes(1)) {
                    hit |= fields.matches(skipped);
                }
            }
            if (hit) {
                times.add(minute);
            }
        }
        return times;
    }

    private static String randomCron(Random random) {
        var minutes = List.of("0", "30", "*/15", "5,35", "59", "1-4", "*/7");
        var hours = List.of("*", "*", "2", "1-3", "0", "*/2", "*/6", "23", "3,4");
        var days = List.of("*", "*", "*", "*/2", "28-31", "1");
        var weekdays = List.of("*", "*", "*", "sun", "0", "7", "mon-fri");
        return "%s %s %s * %s"
                .formatted(pick(random, minutes), pick(random, hours), pick(random, days), pick(random, weekdays));
    }

    private static String pick(Random random, List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static Instant at(String instant) {
        return Instant.parse(instant);
    }
}
