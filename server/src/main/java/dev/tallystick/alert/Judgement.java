package dev.tallystick.alert;

import dev.tallystick.alert.Alert.Raised;
import dev.tallystick.history.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a fact means for the alerts of its sync: which causes it is met by, and which are over. Pure; see
/// [WatchSyncs] for who asks.
///
/// @param raised causes that it meets
/// @param over causes that it ends, where they are open
record Judgement(Map<Cause, Raised> raised, Set<Cause> over) {
    /// Few rows come and go.
    private static final long WORTH_COMPARING = 20;

    /// So many runs say what is usual.
    static final int RUNS_COMPARED = 5;

    static final Judgement NONE = new Judgement(Map.of(), Set.of());

    /// What a run that went through tells: it reached both sides, in the right of somebody, and nothing holds it.
    private static final Set<Cause> HEALED = EnumSet.of(Cause.FAILED, Cause.RECONNECT, Cause.HELD, Cause.PAUSED);

    /// @param reads of the last runs before this one that went through
    /// @param usual what an open alert about the reading says was usual
    /// @param heldStill whether another run of the sync waits for a person
    static Judgement of(Run run, List<Long> reads, @Nullable Long usual, boolean heldStill) {
        return switch (run.status()) {
            case SUCCEEDED, PARTIAL -> wentThrough(run, reads, usual, heldStill);
            case FAILED -> failed(run);
            case CANCELLED -> heldStill ? NONE : over(Cause.HELD, Cause.NOTHING_READ);
            case HELD -> held(run);
            case PENDING, RUNNING -> NONE; // approved meanwhile
        };
    }

    private static Judgement wentThrough(Run run, List<Long> reads, @Nullable Long usual, boolean heldStill) {
        var over = EnumSet.copyOf(HEALED);
        if (heldStill) {
            over.remove(Cause.HELD);
        }
        long read = run.progress().read();
        long expected = usual != null
                ? usual
                : reads.size() < RUNS_COMPARED
                        ? 0
                        : reads.stream().mapToLong(Long::longValue).min().orElse(0);
        boolean far = expected >= WORTH_COMPARING && read * 2 < expected;
        if (!far || read > 0) {
            over.add(Cause.NOTHING_READ);
        }
        if (!far || read == 0) {
            over.add(Cause.FAR_LESS);
        }
        if (!far) {
            return new Judgement(Map.of(), over);
        }
        var cause = read == 0 ? Cause.NOTHING_READ : Cause.FAR_LESS;
        var sentence = "It read " + (read == 0 ? "nothing" : read + (read == 1 ? " row" : " rows"))
                + "; before, its runs read at least " + expected
                + " each. If that is right, close this alert: then it is the new usual.";
        return new Judgement(Map.of(cause, new Raised(run.id().value(), sentence, expected)), over);
    }

    private static Judgement failed(Run run) {
        var problem = run.problem();
        var cause = problem != null && problem.code().equals("sign_in") ? Cause.RECONNECT : Cause.FAILED;
        return raise(cause, new Raised(run.id().value(), run.sentence(), null));
    }

    private static Judgement held(Run run) {
        var held = run.held();
        var cause = held != null && held.reason().equals("nothing_read") ? Cause.NOTHING_READ : Cause.HELD;
        // It came so far, so it reached both sides.
        return new Judgement(
                Map.of(cause, new Raised(run.id().value(), run.sentence(), null)),
                EnumSet.of(Cause.FAILED, Cause.RECONNECT, Cause.PAUSED));
    }

    static Judgement raise(Cause cause, Raised raised) {
        return new Judgement(Map.of(cause, raised), Set.of());
    }

    static Judgement over(Cause... causes) {
        return new Judgement(Map.of(), EnumSet.copyOf(List.of(causes)));
    }

    /// The alerts of the sync after it.
    ///
    /// @param unsettled at most one of a cause
    List<Alert> on(List<Alert> unsettled, Instant at) {
        var after = new EnumMap<Cause, Alert>(Cause.class);
        unsettled.forEach(alert -> after.put(alert.cause(), alert));
        over.forEach(cause -> after.computeIfPresent(cause, (_, alert) -> alert.over(at)));
        raised.forEach(
                (cause, met) -> after.merge(cause, Alert.begins(cause, met, at), (alert, _) -> alert.again(met, at)));
        return new ArrayList<>(after.values());
    }
}
