package dev.tallystick.run;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.FencedException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A system in memory on both sides, with faults where a test wants them and a ledger of its own: what really happened
/// outside is told by it and never by our database.
final class MemoryWorld implements Connector {
    private final Map<String, Left> lefts = new ConcurrentHashMap<>();
    private final Map<String, Right> rights = new ConcurrentHashMap<>();

    Left left(String name) {
        return lefts.computeIfAbsent(name, _ -> new Left());
    }

    Right right(String name) {
        return rights.computeIfAbsent(name, _ -> new Right());
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Settings settings() {
        return new Settings(List.of());
    }

    @Override
    public Settings tableSettings() {
        return Settings.of(
                Settings.Setting.optional("key", Settings.Kind.TEXT, "The key."),
                Settings.Setting.optional("rehearsal", Settings.Kind.BOOLEAN, "Rehearsal."));
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        return new OpenConnection() {
            @Override
            public List<Stage> check() {
                return List.of();
            }

            @Override
            public List<String> tables() {
                return List.of();
            }

            @Override
            public Source source(TableRef table) {
                return left(table.name()).source(surroundings);
            }

            @Override
            public Target target(TableRef table) {
                return right(table.name());
            }

            @Override
            public void close() {}
        };
    }

    /// What is thrown where a test wants it; each fault strikes once, in order. An empty one lets a call pass.
    static final class FaultLine {
        private final Deque<Optional<Throwable>> faults = new ArrayDeque<>();

        synchronized void next(Throwable fault) {
            faults.add(Optional.of(fault));
        }

        synchronized void pass() {
            faults.add(Optional.empty());
        }

        void strike() {
            Optional<Throwable> fault;
            synchronized (this) {
                fault = faults.isEmpty() ? Optional.empty() : faults.poll();
            }
            fault.ifPresent(FaultLine::toss);
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void toss(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    static final class Left {
        private final Map<String, Row> rows = new LinkedHashMap<>();
        private final Map<String, Long> versions = new HashMap<>();
        private final List<Row> again = new ArrayList<>();
        final List<Source.Unreadable> unreadable = new ArrayList<>();
        final FaultLine faults = new FaultLine();
        final List<@Nullable String> cursors = new ArrayList<>();
        final Set<String> listed = new LinkedHashSet<>();
        volatile Runnable beforeEachPage = () -> {};
        volatile int pageRows = 3;
        boolean incremental;
        String scope = "all";

        @Nullable
        String breaksOff;

        private long version;

        synchronized void put(String id, Object... fieldsAndTexts) {
            var values = new HashMap<String, Value>();
            for (int i = 0; i < fieldsAndTexts.length; i += 2) {
                values.put((String) fieldsAndTexts[i], Value.text((String) fieldsAndTexts[i + 1]));
            }
            rows.put(id, new Row(id, values));
            versions.put(id, ++version);
        }

        synchronized void remove(String id) {
            rows.remove(id);
        }

        /// Comes at the end of the listing, after the row that has this id already.
        synchronized void comesAgain(String id, String field, String text) {
            again.add(new Row(id, Map.of(field, Value.text(text))));
        }

        synchronized void comesOnce() {
            again.clear();
        }

        Source source(Surroundings surroundings) {
            return new Source() {
                @Override
                public Schema schema() {
                    return new Schema(List.of());
                }

                @Override
                public boolean incremental() {
                    return incremental;
                }

                @Override
                public Listing list(Request request, PageSink sink) {
                    return Left.this.list(request, sink, surroundings);
                }
            };
        }

        private Listing list(Source.Request request, Source.PageSink sink, Surroundings surroundings) {
            List<Row> all;
            long until;
            synchronized (this) {
                cursors.add(request.cursor());
                listed.clear();
                var since = request.cursor() == null ? 0 : Long.parseLong(request.cursor());
                all = new ArrayList<>(rows.values().stream()
                        .filter(row -> versions.getOrDefault(row.id(), 0L) > since)
                        .toList());
                all.addAll(again);
                until = version;
            }
            var trouble = List.copyOf(unreadable);
            for (int from = 0; from < Math.max(all.size(), 1); from += pageRows) {
                beforeEachPage.run();
                faults.strike();
                if (surroundings.stopping().getAsBoolean()) {
                    return new Listing.Partial("It was told to stop.");
                }
                var page = all.subList(Math.min(from, all.size()), Math.min(all.size(), from + pageRows));
                page.forEach(row -> listed.add(row.id()));
                sink.page(new Source.Page(page, from == 0 ? trouble : List.of()));
            }
            return breaksOff != null
                    ? new Listing.Partial(breaksOff)
                    : new Listing.Complete(incremental ? Long.toString(until) : null, scope, request.full());
        }
    }

    static final class Right implements Target {
        private final Map<String, Found> rows = new TreeMap<>();
        private final Map<String, Long> epochs = new HashMap<>();
        private final Map<String, List<Result>> batches = new HashMap<>();
        /// `create c1`, in the order in which it happened.
        final List<String> ledger = new ArrayList<>();

        final FaultLine beforeWrite = new FaultLine();
        final FaultLine afterWrite = new FaultLine();
        final FaultLine probeFaults = new FaultLine();
        volatile Runnable onPrepare = () -> {};
        final List<Batch> sent = new ArrayList<>();
        volatile Function<Write, @Nullable String> refuses = _ -> null;
        volatile Runnable onWrite = () -> {};
        volatile String shape = "1";
        int batchRows = 3;
        int prepared;

        synchronized void put(String id, String field, String text) {
            var values = new HashMap<>(rows.containsKey(id) ? rows.get(id).row().values() : Map.of());
            values.put(field, Value.text(text));
            rows.put(id, new Found(new Row(id, values), false));
        }

        synchronized void remove(String id) {
            rows.remove(id);
        }

        synchronized Map<String, Found> rows() {
            return new TreeMap<>(rows);
        }

        synchronized String text(String id, String field) {
            var found = rows.get(id);
            return found == null ? "(no row)" : found.row().value(field) instanceof Value.Text(String text) ? text : "";
        }

        @Override
        public Prepared prepare(Schema wanted, boolean create) {
            onPrepare.run();
            if (create) {
                prepared++;
            }
            return new Prepared(wanted, false, shape);
        }

        @Override
        public synchronized Map<String, Found> fetch(Collection<String> keys) {
            var found = new HashMap<>(rows);
            found.keySet().retainAll(Set.copyOf(keys));
            return found;
        }

        @Override
        public synchronized long count() {
            return rows.size();
        }

        @Override
        public int batchRows() {
            return batchRows;
        }

        @Override
        public synchronized void fence(Fence fence) {
            if (epochs.getOrDefault(fence.owner(), 0L) > fence.epoch()) {
                throw new FencedException("A later holder has spoken.");
            }
            epochs.merge(fence.owner(), fence.epoch(), Math::max);
        }

        synchronized void hearsOfALaterHolder() {
            epochs.replaceAll((_, epoch) -> epoch + 100);
        }

        @Override
        public List<Result> write(Batch batch) {
            onWrite.run();
            sent.add(batch);
            beforeWrite.strike();
            List<Result> results;
            synchronized (this) {
                if (epochs.getOrDefault(batch.fence().owner(), 0L)
                        > batch.fence().epoch()) {
                    throw new FencedException("A later holder has spoken.");
                }
                results = batch.writes().stream().map(this::write).toList();
                batches.put(batch.id(), results);
            }
            afterWrite.strike();
            return results;
        }

        private Result write(Write write) {
            var there = rows.get(write.key());
            if (write.kind() == Kind.CREATE ? there != null : there == null) {
                return new Result.Moved(write.id());
            }
            for (var expected : write.expected().entrySet()) {
                if (there != null && !Equality.EXACT.same(there.row().value(expected.getKey()), expected.getValue())) {
                    return new Result.Moved(write.id());
                }
            }
            var refused = refuses.apply(write);
            if (refused != null) {
                return new Result.Refused(write.id(), refused);
            }
            ledger.add(write.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + write.key());
            var before = new HashMap<String, Value>();
            if (there != null) {
                write.values()
                        .keySet()
                        .forEach(field -> before.put(field, there.row().value(field)));
            }
            if (write.kind() == Kind.DELETE) {
                rows.remove(write.key());
                return new Result.Written(write.id(), before, Map.of());
            }
            var values = new HashMap<>(there == null ? Map.of() : there.row().values());
            values.putAll(write.values());
            rows.put(write.key(), new Found(new Row(write.key(), values), write.placeholder()));
            return new Result.Written(write.id(), before, write.values());
        }

        @Override
        public synchronized Optional<List<Result>> probe(String batchId) {
            probeFaults.strike();
            return Optional.ofNullable(batches.get(batchId));
        }

        @Override
        public synchronized void forget(Collection<String> batchIds) {
            batches.keySet().removeAll(batchIds);
        }

        @Override
        public void close() {}
    }
}
