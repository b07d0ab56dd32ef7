package dev.tallystick;

import dev.tallystick.history.Run.Trigger;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.StartRun;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.DemoSignIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/// What `demo` does beside serving: it brings the example, starts its first runs, and says where to look.
final class Demo {
    private static final List<String> EXAMPLE = List.of("tallystick.yaml", "manifests/partner.yaml");

    private Demo() {}

    /// The example's files, laid into the data directory once; whoever edits them there keeps the edits.
    static Path example(Path dataDir) {
        var folder = dataDir.resolve("examples/wellness");
        try {
            for (var name : EXAMPLE) {
                var file = folder.resolve(name);
                if (Files.notExists(file)) {
                    Files.createDirectories(file.getParent());
                    try (var packed = Demo.class.getResourceAsStream("/examples/wellness/" + name)) {
                        if (packed == null) {
                            throw new IllegalStateException("The example " + name + " is not in this build");
                        }
                        Files.copy(packed, file);
                    }
                }
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException("The example could not be laid into " + folder, unwritable);
        }
        return folder.resolve("tallystick.yaml");
    }

    static void announce(ConfigurableApplicationContext context, boolean browser) {
        startFirstRuns(context);
        var port = Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
        var address = "http://127.0.0.1:" + port;
        var link = address + context.getBean(DemoSignIn.class).link();
        System.out.println();
        System.out.println("  Tallystick runs at " + address);
        System.out.println("  Sign in:  " + link);
        System.out.println("            (works once, for an hour; a restart prints another)");
        System.out.println();
        if (browser) {
            open(link);
        }
    }

    /// On a machine without a desktop nothing happens: the link stands above.
    private static void open(String link) {
        var opener = System.getProperty("os.name", "").startsWith("Mac") ? "open" : "xdg-open";
        try {
            new ProcessBuilder(opener, link)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noDesktop) {
            System.out.println("  (No browser could be opened here.)");
        }
    }

    /// So that there is something to see at once, and not only when the schedules come round.
    private static void startFirstRuns(ConfigurableApplicationContext context) {
        var transactions = context.getBean(Transactions.class);
        var syncs = context.getBean(SyncStore.class);
        var startRun = context.getBean(StartRun.class);
        var main = transactions.system(jdbc -> jdbc.sql("select id from workspace order by id limit 1")
                .query((row, _) -> new WorkspaceId(row.getLong("id")))
                .single());
        for (var sync : syncs.all(main)) {
            var never = transactions.in(
                    main,
                    jdbc -> jdbc.sql("select not exists (select 1 from run where sync_id = ?)")
                            .param(sync.id().value())
                            .query(Boolean.class)
                            .single());
            if (never) {
                startRun.start(sync, new Wish(Trigger.MANUAL, false, false, false, new Actor(null, "demo")));
            }
        }
    }
}
