package dev.tallystick.history;

import dev.tallystick.history.Events.Event;
import dev.tallystick.storage.Notices;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.Identities;
import dev.tallystick.workspace.Identity;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// Open event streams: each is told what changes in its workspace, from where it left off.
public final class LiveEvents implements AutoCloseable {
    private static final int MOST_AT_ONCE = 500;

    /// Ids are given out before their transactions commit, so a lower one can appear after a higher one. So far back is
    /// looked again each time.
    private static final int OVERLAP = 100;

    /// Runs change many times a second while they work; a page needs a few pictures a second at most.
    private static final long GATHER_MILLIS = 200;

    private final Transactions transactions;
    private final RunStore runs;
    private final SyncStore syncs;
    private final Identities identities;
    private final Map<WorkspaceId, Set<Subscriber>> subscribers = new ConcurrentHashMap<>();
    private final Set<WorkspaceId> stirred = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("live-", 0).factory());

    LiveEvents(
            Transactions transactions,
            RunStore runs,
            SyncStore syncs,
            Identities identities,
            Notices notices,
            Duration heartbeat) {
        this.transactions = transactions;
        this.runs = runs;
        this.syncs = syncs;
        this.identities = identities;
        notices.subscribe(this::noticed);
        var _ = timer.scheduleWithFixedDelay(this::send, GATHER_MILLIS, GATHER_MILLIS, TimeUnit.MILLISECONDS);
        var _ = timer.scheduleWithFixedDelay(
                this::heartbeat, heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What one kind of stream says of an event.
    @FunctionalInterface
    public interface Tell {
        /// @return null when this stream has nothing to say of it
        @Nullable
        Told of(Event event);
    }

    /// @param name of the event in the stream, @param content written as JSON
    /// @param last nothing comes after it
    public record Told(String name, Object content, boolean last) {}

    /// @param last the id of the last event that this page has seen; null begins with what comes next
    SseEmitter open(Identity identity, @Nullable Long last) {
        return subscribe(identity, last, event -> told(identity, event)).emitter;
    }

    /// A stream that says `first` at once, and then what `tell` makes of what happens.
    ///
    /// @param first asked once the stream takes note of events, so that nothing falls between the two
    public SseEmitter open(Identity identity, Supplier<Told> first, Tell tell) {
        var subscriber = subscribe(identity, null, tell);
        subscriber.deliver(first.get(), SseEmitter.event());
        return subscriber.emitter;
    }

    private Subscriber subscribe(Identity identity, @Nullable Long last, Tell tell) {
        long from = last != null ? last : transactions.in(identity.workspace(), Events::newest);
        var subscriber = new Subscriber(identity, new SseEmitter(0L), from, tell);
        var mine = subscribers.computeIfAbsent(identity.workspace(), _ -> ConcurrentHashMap.newKeySet());
        mine.add(subscriber);
        subscriber.emitter.onCompletion(() -> mine.remove(subscriber));
        subscriber.emitter.onError(_ -> mine.remove(subscriber));
        subscriber.emitter.onTimeout(() -> mine.remove(subscriber));
        subscriber.comment("connected");
        stirred.add(identity.workspace());
        return subscriber;
    }

    private void noticed(String payload) {
        if (payload.equals(Notices.LOOK_AGAIN)) {
            stirred.addAll(subscribers.keySet());
        } else if (payload.startsWith(Events.NOTICE)) {
            stirred.add(new WorkspaceId(Long.parseLong(payload.substring(Events.NOTICE.length()))));
        }
    }

    private void send() {
        for (var workspace : List.copyOf(stirred)) {
            stirred.remove(workspace);
            var listening = subscribers.getOrDefault(workspace, Set.of());
            if (!listening.isEmpty()) {
                try {
                    listening.forEach(subscriber -> send(workspace, subscriber));
                } catch (RuntimeException databaseAway) {
                    // The pages poll meanwhile; the next notice, or the one after a reconnect, sends it all.
                    stirred.add(workspace);
                }
            }
        }
    }

    private void send(WorkspaceId workspace, Subscriber subscriber) {
        var events = transactions.in(workspace, jdbc -> Events.after(jdbc, subscriber.last - OVERLAP, MOST_AT_ONCE));
        // Of several events about one run the last is enough: each carries the run as it is now.
        var newest = new LinkedHashMap<String, Event>();
        for (var event : events) {
            if (subscriber.sent.add(event.id()) && (event.id() > subscriber.first)) {
                newest.put(event.kind() + ":" + event.subject(), event);
            }
            subscriber.last = Math.max(subscriber.last, event.id());
        }
        newest.values().forEach(event -> subscriber.send(event));
        subscriber.forget();
        if (events.size() == MOST_AT_ONCE) {
            stirred.add(workspace);
        }
    }

    private @Nullable Told told(Identity identity, Event event) {
        var workspace = identity.workspace();
        @Nullable
        Object content = switch (event.kind()) {
            case RUN ->
                transactions.in(
                        workspace,
                        jdbc -> runs.find(jdbc, new RunId(event.subject()))
                                .map(run -> new RunEvent(RunView.of(jdbc, run, List.of(), identity.id())))
                                .orElse(null));
            case SYNC ->
                transactions.in(
                        workspace,
                        jdbc -> syncs.find(jdbc, new SyncId(event.subject()))
                                .map(sync -> new SyncEvent(sync.name()))
                                .orElse(null));
        };
        return content == null ? null : new Told(event.kind().name().toLowerCase(Locale.ROOT), content, false);
    }

    private void heartbeat() {
        subscribers.values().forEach(all -> all.forEach(this::heartbeat));
    }

    /// Ends the stream of who signed out, expired or was disabled meanwhile: the gate looked only when it began.
    private void heartbeat(Subscriber subscriber) {
        boolean stands;
        try {
            stands = identities.stands(subscriber.identity);
        } catch (RuntimeException databaseAway) {
            // Nobody can tell now; with the database away nothing is sent either, and the next beat asks again.
            stands = true;
        }
        if (stands) {
            subscriber.heartbeat();
        } else {
            subscriber.emitter.complete();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        subscribers.values().forEach(all -> all.forEach(subscriber -> subscriber.emitter.complete()));
    }

    record RunEvent(RunView run) {}

    record SyncEvent(String sync) {}

    private static final class Subscriber {
        private final Identity identity;
        private final SseEmitter emitter;
        private final long first;
        private final Set<Long> sent = new LinkedHashSet<>();
        private final Tell tell;
        private volatile long last;

        Subscriber(Identity identity, SseEmitter emitter, long from, Tell tell) {
            this.identity = identity;
            this.emitter = emitter;
            this.first = from;
            this.last = from;
            this.tell = tell;
        }

        void send(Event event) {
            @Nullable Told told = tell.of(event);
            if (told != null) {
                deliver(told, SseEmitter.event().id(Long.toString(event.id())));
            }
        }

        private void deliver(Told told, SseEmitter.SseEventBuilder event) {
            deliver(event.name(told.name()).data(told.content(), MediaType.APPLICATION_JSON));
            if (told.last()) {
                emitter.complete();
            }
        }

        /// A named event, since a page cannot hear a comment and would not know a silent line from a dead one.
        void heartbeat() {
            deliver(SseEmitter.event().name("heartbeat").data("{}", MediaType.APPLICATION_JSON));
        }

        void comment(String text) {
            deliver(SseEmitter.event().comment(text));
        }

        private void deliver(SseEmitter.SseEventBuilder event) {
            try {
                emitter.send(event);
            } catch (IOException | IllegalStateException gone) {
                emitter.completeWithError(gone);
            }
        }

        void forget() {
            var surplus = sent.size() - 2 * OVERLAP;
            if (surplus > 0) {
                sent.stream().limit(surplus).toList().forEach(sent::remove);
            }
        }
    }
}
