package dev.tallystick.lab;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Calls whose caller has given up and which are carried out nevertheless, some time afterwards: a proxy had them in
/// its queue.
///
/// Nothing runs by itself. What is due is carried out before anybody looks again, which nobody can tell from its having
/// happened in time, and which is the same in each run with the same clock.
final class LateCalls {

    private final Clock clock;
    private final Consumer<Call> handler;
    private final List<Late> waiting = new ArrayList<>();

    private record Late(Instant due, Call call) {}

    LateCalls(Clock clock, Consumer<Call> handler) {
        this.clock = clock;
        this.handler = handler;
    }

    synchronized void add(Call call, Instant due) {
        waiting.add(new Late(due, call));
    }

    synchronized int size() {
        return waiting.size();
    }

    /// Carries out what is due.
    void settle() {
        for (Optional<Call> call = next(); call.isPresent(); call = next()) {
            try {
                handler.accept(call.get());
            } catch (Refusal _) {
                // Its answer would have said so, and nobody waits for that any more.
            }
        }
    }

    /// Taken out before it is carried out, for carrying it out looks here again.
    private synchronized Optional<Call> next() {
        Optional<Late> next = waiting.stream()
                .filter(each -> !each.due().isAfter(clock.instant()))
                .min(Comparator.comparing(Late::due));
        next.ifPresent(waiting::remove);
        return next.map(Late::call);
    }
}
