package dev.tallystick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connection.Connectors;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A command of a person against a server that a test has started.
public final class TestCli {
    private TestCli() {}

    /// @return what it printed
    public static String run(Path dataDir, String... args) {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data-dir", dataDir.toString()));
        int code = new Cli(
                        _ -> new Connectors(List.of()),
                        Set.of(),
                        new NoServer(),
                        Map.of(),
                        new Output(out, out, false),
                        _ -> {})
                .run(all.toArray(String[]::new));
        var text = printed.toString(StandardCharsets.UTF_8);
        assertThat(code).as("%s: %s", all, text).isZero();
        return text;
    }

    private static final class NoServer implements Cli.Server {
        @Override
        public int serve(Cli.Start start) {
            throw new IllegalStateException("No command of this test starts a server");
        }

        @Override
        public int demo(Cli.Start start) {
            throw new IllegalStateException("No command of this test starts a server");
        }
    }
}
