package dev.tallystick.lab;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was asked, in order: a test reads here whether too much was asked, or anything twice.
public final class Ledger {

    private static final int KEPT = 100_000;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    /// @param status 0 where no answer was sent
    public record Entry(String method, String path, String query, int status, Optional<Fault.Kind> fault) {}

    synchronized void add(Call call, int status, @Nullable Fault fault) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.add(new Entry(
                call.method(),
                call.path(),
                call.rawQuery(),
                status,
                Optional.ofNullable(fault).map(Fault::kind)));
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// Those whose path begins so.
    public synchronized List<Entry> entries(String path) {
        return entries.stream().filter(entry -> entry.path().startsWith(path)).toList();
    }

    public synchronized void clear() {
        entries.clear();
    }
}
