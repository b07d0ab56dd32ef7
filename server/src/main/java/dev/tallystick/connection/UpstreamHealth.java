package dev.tallystick.connection;

import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Whether each connection answers, as this node sees it. A connection is tried out now and then, not when somebody
/// asks: an upstream that hangs must not make the health page hang, and a monitor must not spend its budget.
public final class UpstreamHealth implements HealthIndicator, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UpstreamHealth.class);
    private static final Duration EVERY = Duration.ofMinutes(5);

    /// Soon after the start, when the configuration has been applied.
    private static final Duration FIRST = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final ConnectionStore store;
    private final Connections connections;
    private final Clock clock;
    private final Map<String, Upstream> seen = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("upstream-health-", 0).factory());

    public UpstreamHealth(Transactions transactions, ConnectionStore store, Connections connections, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.connections = connections;
        this.clock = clock;
    }

    /// @param status `up`, `down`, or `unknown` before the first try
    /// @param detail the sentence of the stage that failed
    public record Upstream(
            String connection,
            String status,
            @Nullable Instant checkedAt,
            @Nullable String detail) {}

    public List<Upstream> of(WorkspaceId workspace) {
        return transactions.in(workspace, jdbc -> store.all(jdbc, workspace)).stream()
                .map(connection -> seen.getOrDefault(
                        key(workspace, connection.name()), new Upstream(connection.name(), "unknown", null, null)))
                .toList();
    }

    void start() {
        var _ = timer.scheduleWithFixedDelay(this::look, FIRST.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /// Tries every connection of every workspace out.
    void look() {
        try {
            lookAtAll();
        } catch (DatabaseUnavailable away) {
            log.debug("The connections could not be tried out: {}", away.getMessage());
        }
    }

    private void lookAtAll() {
        var workspaces = transactions.system(jdbc -> jdbc.sql("select id from workspace")
                .query((row, _) -> new WorkspaceId(row.getLong("id")))
                .list());
        for (var workspace : workspaces) {
            for (var connection : transactions.in(workspace, jdbc -> store.all(jdbc, workspace))) {
                var key = key(workspace, connection.name());
                if (due(connection, seen.get(key))) {
                    seen.put(key, look(workspace, connection.name()));
                }
            }
        }
    }

    private boolean due(Connection connection, @Nullable Upstream before) {
        return before == null
                || before.checkedAt() == null
                || !before.checkedAt().plus(connections.lookEvery(connection)).isAfter(clock.instant());
    }

    private Upstream look(WorkspaceId workspace, String name) {
        var failed = connections.check(workspace, name).stream()
                .filter(stage -> !stage.ok())
                .findFirst();
        return new Upstream(
                name,
                failed.isEmpty() ? "up" : "down",
                clock.instant(),
                failed.map(stage -> stage.stage() + ": " + stage.sentence()).orElse(null));
    }

    /// Down upstreams are told, but do not make the server itself unhealthy: restarting it would not help.
    @Override
    public Health health() {
        var health = Health.up();
        seen.values().forEach(upstream -> health.withDetail(upstream.connection(), upstream.status()));
        return health.build();
    }

    private static String key(WorkspaceId workspace, String connection) {
        return workspace.value() + "/" + connection;
    }
}
