package dev.tallystick.workspace;

import dev.tallystick.storage.EmbeddedDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Words;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What runs here, for the page "About" and for reports of trouble.
@RestController
class AboutController {
    private final Transactions transactions;
    private final Clock clock;
    private final String version;
    private final boolean demo;
    private final String database;
    private final Instant startedAt;

    AboutController(
            Transactions transactions,
            ObjectProvider<BuildProperties> build,
            ObjectProvider<EmbeddedDatabase> embedded,
            @Value("${tallystick.demo:false}") boolean demo,
            Clock clock) {
        @Nullable BuildProperties known = build.getIfAvailable();
        @Nullable String built = known == null ? null : known.getVersion();
        this.transactions = transactions;
        this.version = built == null ? "dev" : built;
        this.demo = demo;
        this.database = embedded.getIfAvailable() == null ? "external" : "embedded";
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /// @param java as in `25.0.1+9`
    /// @param startedAt when this node began
    record AboutView(
            String version, boolean demo, String java, DatabaseView database, Instant startedAt, long uptimeSeconds) {}

    /// @param kind `embedded`, in the data directory, or `external`
    record DatabaseView(
            @Words(also = {"embedded", "external"}) String kind, String version) {}

    @GetMapping("/api/v1/about")
    AboutView about(Identity identity) {
        String postgres = transactions.in(
                identity.workspace(),
                db -> db.sql("show server_version").query(String.class).single());
        return new AboutView(
                version,
                demo,
                Runtime.version().toString(),
                new DatabaseView(database, postgres),
                startedAt,
                Duration.between(startedAt, clock.instant()).toSeconds());
    }
}
