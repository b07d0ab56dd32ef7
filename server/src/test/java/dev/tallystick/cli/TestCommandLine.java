package dev.tallystick.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The command line of somebody with a token, in a pipe.
public final class TestCommandLine {
    public static final int PARTIAL = ExitCode.PARTIAL;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final String address;
    private final String token;

    public TestCommandLine(String address, String token) {
        this.address = address;
        this.token = token;
    }

    /// @return the exit code
    public int run(String... arguments) {
        out.reset();
        var pipe = new PrintStream(out, true, StandardCharsets.UTF_8);
        var cli = new Cli(
                _ -> {
                    throw new IllegalStateException("No file is looked at here");
                },
                Set.of(),
                new Cli.Server() {
                    @Override
                    public int serve(Cli.Start start) {
                        throw new IllegalStateException("No server is started here");
                    }

                    @Override
                    public int demo(Cli.Start start) {
                        throw new IllegalStateException("No server is started here");
                    }
                },
                Map.of(),
                new Output(pipe, pipe, false),
                TestCommandLine::pause);
        return cli.run(Stream.concat(Stream.of(arguments), Stream.of("--server", address, "--token", token))
                .toArray(String[]::new));
    }

    /// The process really works meanwhile, so looking again at once would only keep it from that.
    private static void pause(Duration duration) throws InterruptedException {
        Thread.onSpinWait();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    public String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
