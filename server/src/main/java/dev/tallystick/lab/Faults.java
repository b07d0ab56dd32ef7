package dev.tallystick.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The faults that are switched on. A request meets the first that fits and is not used up.
public final class Faults {

    private final List<Armed> armed = new ArrayList<>();

    private static final class Armed {
        private final Fault fault;
        private int toPass;
        private int left;

        Armed(Fault fault) {
            this.fault = fault;
            this.toPass = fault.after();
            this.left = fault.times();
        }
    }

    public synchronized void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    public synchronized void clear() {
        armed.clear();
    }

    /// What is still to come.
    public synchronized List<Fault> list() {
        return armed.stream()
                .map(each -> each.fault.times(each.left).after(each.toPass))
                .toList();
    }

    synchronized Optional<Fault> next(String method, String path) {
        for (Armed each : armed) {
            if (!each.fault.concerns(method, path)) {
                continue;
            }
            if (each.toPass > 0) {
                each.toPass--;
                continue;
            }
            if (each.left != Fault.FOREVER) {
                each.left--;
            }
            armed.removeIf(other -> other.left == 0);
            return Optional.of(each.fault);
        }
        return Optional.empty();
    }
}
