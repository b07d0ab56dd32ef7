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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/// What `demo` does beside serving: it brings the examples, starts their first runs, and says where to look.
final class Demo {
    /// Each example's files, the one to begin with first.
    private static final Map<String, List<String>> EXAMPLES = Map.of(
            "wellness",
            List.of("tallystick.yaml", "manifests/partner.yaml"),
            "basesync",
            List.of("tallystick.yaml"),
            "masterdata",
            List.of("tallystick.yaml"),
            "finance",
            List.of("tallystick.yaml"));

    private Demo() {}

    /// One example's files, laid into the data directory once; whoever edits them there keeps the edits.
    static Path example(Path dataDir, String name) {
        var folder = dataDir.resolve("examples").resolve(name);
        for (var file : Objects.requireNonNull(EXAMPLES.get(name))) {
            lay(folder.resolve(file), packed(name, file));
        }
        return folder.resolve("tallystick.yaml");
    }

    /// The examples that need no account, as one file.
    static Path examples(Path dataDir) {
        var folder = dataDir.resolve("examples/demo");
        lay(folder.resolve("manifests/partner.yaml"), packed("wellness", "manifests/partner.yaml"));
        var file = folder.resolve("tallystick.yaml");
        lay(
                file,
                Stream.of("wellness", "basesync", "finance", "masterdata")
                        .map(name -> packed(name, "tallystick.yaml"))
                        .reduce(Demo::joined)
                        .orElseThrow());
        return file;
    }

    /// Two files with `connections:`, `syncs:` and perhaps `groups:` as one, comments and all.
    private static String joined(String one, String other) {
        var first = Parts.of(one);
        var second = Parts.of(other);
        var groups = first.groups.stripTrailing() + second.groups;
        return first.head.replaceFirst("\nversion: 1\n\\s*$", "\n") + second.head
                + "connections:" + first.connections.stripTrailing() + second.connections
                + "syncs:" + first.syncs.stripTrailing() + "\n" + second.syncs
                + (groups.isEmpty() ? "" : "groups:" + groups);
    }

    private record Parts(String head, String connections, String syncs, String groups) {
        static Parts of(String file) {
            var connections = file.split("(?m)^connections:", 2);
            var syncs = connections[1].split("(?m)^syncs:", 2);
            var groups = syncs[1].split("(?m)^groups:", 2);
            return new Parts(connections[0], syncs[0], groups[0], groups.length == 1 ? "" : groups[1]);
        }
    }

    private static String packed(String example, String file) {
        try (var packed = Demo.class.getResourceAsStream("/examples/" + example + "/" + file)) {
            if (packed == null) {
                throw new IllegalStateException("The example " + example + "/" + file + " is not in this build");
            }
            return new String(packed.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The example " + example + " cannot be read", unreadable);
        }
    }

    private static void lay(Path file, String content) {
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, content);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException("The example could not be laid into " + file.getParent(), unwritable);
        }
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
            // The lab has begun anew, so two tables of its own are to meet again.
            if (never || sync.twoSided() != null) {
                startRun.start(sync, new Wish(Trigger.MANUAL, false, false, false, new Actor(null, "demo")));
            }
        }
    }
}
