package dev.tallystick.alert;

import static dev.tallystick.alert.Cause.FAILED;
import static dev.tallystick.alert.Cause.FAR_LESS;
import static dev.tallystick.alert.Cause.HELD;
import static dev.tallystick.alert.Cause.NOTHING_READ;
import static dev.tallystick.alert.Cause.RECONNECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Held;
import dev.tallystick.history.Run.Progress;
import dev.tallystick.history.Run.Status;
import dev.tallystick.history.Run.Trouble;
import dev.tallystick.history.RunId;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.SyncId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a run means for the alerts of its sync.
class JudgementTest {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
    private static final List<Long> USUAL = List.of(100L, 120L, 100L, 99L, 110L);

    @Test
    void aFailureIsOne() {
        var failed = run(Status.FAILED, 0, null, new Trouble("unavailable", "The partner is away."));
        assertThat(Judgement.of(failed, USUAL, null, false).raised()).containsOnlyKeys(FAILED);
        assertThat(Judgement.of(failed, USUAL, null, false).raised().get(FAILED).sentence())
                .isEqualTo("The partner is away.");
    }

    @Test
    void aLostCredentialIsAnotherKindOfFailure() {
        var failed = run(Status.FAILED, 0, null, new Trouble("sign_in", "The token was refused."));
        assertThat(Judgement.of(failed, USUAL, null, false).raised()).containsOnlyKeys(RECONNECT);
    }

    @Test
    void whatWentThroughHealsWhatWasWrong() {
        var well = Judgement.of(run(Status.SUCCEEDED, 100, null, null), USUAL, null, false);
        assertThat(well.raised()).isEmpty();
        assertThat(well.over()).contains(FAILED, RECONNECT, HELD, NOTHING_READ, FAR_LESS);
        assertThat(Judgement.of(run(Status.PARTIAL, 100, null, null), USUAL, null, true)
                        .over())
                .contains(FAILED)
                .doesNotContain(HELD);
    }

    @Test
    void aRunThatReadsNothingOrFarLessThanTheLeastOfTheLastFiveIsNoticed() {
        assertThat(read(0, USUAL, null).raised()).containsOnlyKeys(NOTHING_READ);
        assertThat(read(49, USUAL, null).raised()).containsOnlyKeys(FAR_LESS);
        assertThat(read(50, USUAL, null).raised()).isEmpty();
        assertThat(read(0, USUAL, null).raised().get(NOTHING_READ).sentence()).contains("at least 99 each");
    }

    @Test
    void fewRowsAndFewRunsSayNothing() {
        assertThat(read(0, List.of(100L, 100L, 100L, 100L), null).raised()).isEmpty();
        assertThat(read(0, List.of(19L, 100L, 100L, 100L, 100L), null).raised()).isEmpty();
        assertThat(read(0, List.of(0L, 300L, 0L, 0L, 700L), null).raised())
                .as("a sync that reads what changed often reads nothing")
                .isEmpty();
    }

    @Test
    void whatStaysLowDoesNotBecomeUsualBySilentRepetition() {
        var low = List.of(10L, 10L, 10L, 10L, 10L);
        assertThat(read(10, low, 99L).raised()).containsOnlyKeys(FAR_LESS);
        assertThat(read(60, low, 99L).over()).contains(FAR_LESS);
    }

    @Test
    void aHeldRunIsOneUntilNoneIs() {
        var held = run(Status.HELD, 90, new Held("breaker", "40 of 90 rows would be deleted."), null);
        assertThat(Judgement.of(held, USUAL, null, false).raised()).containsOnlyKeys(HELD);
        var nothing = run(Status.HELD, 0, new Held("nothing_read", "The listing had no row."), null);
        assertThat(Judgement.of(nothing, USUAL, null, false).raised()).containsOnlyKeys(NOTHING_READ);
        var cancelled = run(Status.CANCELLED, 0, null, new Trouble("cancelled", "Cancelled by Ada."));
        assertThat(Judgement.of(cancelled, USUAL, null, true).over()).isEmpty();
        assertThat(Judgement.of(cancelled, USUAL, null, false).over()).contains(HELD);
    }

    private static Judgement read(long rows, List<Long> before, @Nullable Long usual) {
        return Judgement.of(run(Status.SUCCEEDED, rows, null, null), before, usual, false);
    }

    private static Run run(Status status, long read, @Nullable Held held, @Nullable Trouble problem) {
        return new Run(
                new RunId(7),
                new WorkspaceId(1),
                new SyncId(3),
                "clients",
                "Clients",
                Run.Trigger.SCHEDULE,
                false,
                false,
                false,
                false,
                null,
                null,
                status,
                null,
                NOW,
                NOW,
                true,
                NOW,
                null,
                false,
                held,
                problem,
                null,
                0,
                false,
                new Progress(read, 0, 0, null),
                null,
                null,
                List.of(),
                new Run.Unguarded(0, 0, 0),
                null,
                "rows",
                List.of());
    }
}
