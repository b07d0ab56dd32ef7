package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Guide.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Follows docs/write-your-own-sync.md word for word, from an empty folder to rows in the database of the real jar.
/// Only
/// where the checkout is and which ports are free is said by the test.
@Tag("long")
class WriteYourOwnSyncJourney {
    private static final int PATIENCE_MINUTES = 10;

    @TempDir
    private Path folder;

    @Test
    void leadsFromAnEmptyFolderToRowsInADatabase() throws Exception {
        var checkout = Path.of(System.getProperty("tallystick.jar"))
                .toAbsolutePath()
                .getParent()
                .resolve("../..");
        var page = Files.readString(checkout.resolve("docs/write-your-own-sync.md"))
                .replace("~/tallystick", checkout.toRealPath().toString())
                .replace("8000", freePort())
                .replace("8090", freePort());
        var guide = Guide.read(page);
        assertThat(guide.steps()).hasSizeGreaterThan(12);

        var output = follow(guide.script());

        var last = 0;
        for (var step : guide.steps()) {
            switch (step) {
                case Step.Commands commands -> last = commands.line();
                case Step.Prints prints -> {
                    var printed = Guide.printed(output, last);
                    assertThat(printed).as("after line %d", last).containsSubsequence(prints.lines());
                }
                case Step.Change _, Step.File _ -> {
                    // They print nothing.
                }
            }
        }
    }

    private String follow(String script) throws IOException, InterruptedException {
        var file = Files.writeString(folder.resolve("follow.sh"), script);
        var log = folder.resolve("follow.log");
        var builder = new ProcessBuilder("bash", file.toString())
                .directory(Files.createDirectory(folder.resolve("home")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // What is installed here must not be found by anybody's other build.
        builder.environment().put("MAVEN_OPTS", "-Dmaven.repo.local=" + repositoryOfOurOwn());
        builder.environment().remove("CI");
        builder.environment().remove("DATABASE_URL");
        var bash = builder.start();
        if (!bash.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            bash.descendants().forEach(ProcessHandle::destroy);
            bash.destroy();
        }
        var output = Files.readString(log);
        assertThat(bash.waitFor()).as(output).isZero();
        return output;
    }

    /// With everything that the user's own has, but for what is Tallystick's.
    private Path repositoryOfOurOwn() throws IOException {
        var all = Path.of(System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        var own = Files.createDirectories(folder.resolve("repository"));
        Files.createDirectories(own.resolve("dev"));
        link(all, own, "dev");
        if (Files.isDirectory(all.resolve("dev"))) {
            link(all.resolve("dev"), own.resolve("dev"), "tallystick");
        }
        return own;
    }

    private static void link(Path from, Path to, String without) throws IOException {
        try (var children = Files.list(from)) {
            for (var child : children.toList()) {
                if (!child.getFileName().toString().equals(without)) {
                    Files.createSymbolicLink(to.resolve(child.getFileName()), child.toAbsolutePath());
                }
            }
        }
    }

    private static String freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
