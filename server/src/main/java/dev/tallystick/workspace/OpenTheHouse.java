package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.WebProperties;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/// What is done once the server listens: the trail begins, and the files that show the way in are written, the
/// address last, so that whoever waits for that file finds the others.
final class OpenTheHouse {
    private static final Logger log = LoggerFactory.getLogger("dev.tallystick.start");
    private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::", "[::]");

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final AuditTrail trail;
    private final AdminTokenFile adminToken;
    private final FirstStart firstStart;
    private final StartFiles files;
    private final WebProperties web;
    private final Environment environment;
    private final Clock clock;

    OpenTheHouse(
            Transactions transactions,
            AuditTrail trail,
            AdminTokenFile adminToken,
            FirstStart firstStart,
            StartFiles files,
            WebProperties web,
            Environment environment,
            Clock clock) {
        this.transactions = transactions;
        this.trail = trail;
        this.adminToken = adminToken;
        this.firstStart = firstStart;
        this.files = files;
        this.web = web;
        this.environment = environment;
        this.clock = clock;
    }

    @EventListener
    void on(WebServerInitializedEvent started) {
        if (started.getApplicationContext().getServerNamespace() != null) {
            return;
        }
        String address = address(started.getWebServer().getPort());
        transactions.system(db -> {
            trail.begin(db, people.main(db));
            Throttle.sweep(db, clock.instant());
            return true;
        });
        adminToken.run();
        if (!environment.getProperty("tallystick.demo", Boolean.class, false)) {
            log.info("Tallystick runs at {}", address);
            firstStart.run(
                    web.publicUrl() == null
                            ? address
                            : withoutSlash(web.publicUrl().toString()));
        }
        files.write("address", address);
    }

    private String address(int port) {
        String scheme = environment.containsProperty("server.ssl.bundle")
                        || environment.containsProperty("server.ssl.key-store")
                        || environment.containsProperty("server.ssl.certificate")
                ? "https"
                : "http";
        @Nullable String host = environment.getProperty("server.address");
        String reachable = host == null || EVERYWHERE.contains(host) ? "127.0.0.1" : host;
        return "%s://%s:%d".formatted(scheme, reachable.contains(":") ? "[" + reachable + "]" : reachable, port);
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
