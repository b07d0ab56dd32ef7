package dev.tallystick.cli;

import dev.tallystick.connection.Connectors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;

/// Runs one command. `serve` and `demo` start the server, everything else is a client or looks at local files.
///
/// @param connectors made only when a command looks at a file
/// @param labs what a `rehearsal:` may name
public record Cli(
        KnownConnectors connectors,
        Set<String> labs,
        Server server,
        Map<String, String> environment,
        Output output,
        Pause pause) {

    /// The connectors that a file may name.
    @FunctionalInterface
    public interface KnownConnectors {
        /// @param jobs the folder of sync jobs, null for none
        Connectors with(@Nullable Path jobs);
    }

    /// Starts the server in this process and returns when it has ended.
    public interface Server {
        int serve(Start start);

        int demo(Start start);
    }

    /// @param config the file to apply and watch, null for none
    /// @param port null for the default
    /// @param browser open the page in a browser, where there is one
    /// @param more properties of Spring, as `--name=value`
    public record Start(
            Path dataDir, @Nullable Path config, @Nullable Integer port, boolean browser, List<String> more) {
        public Start {
            more = List.copyOf(more);
        }
    }

    /// Lets time pass between two looks at a run.
    @FunctionalInterface
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /// @return what the process is to end with
    public static int run(String[] args, KnownConnectors connectors, Set<String> labs, Server server) {
        return new Cli(connectors, labs, server, System.getenv(), Output.standard(), Thread::sleep).run(args);
    }

    int run(String... args) {
        return new CommandLine(new TallystickCommand(this), new Commands(this))
                .setExecutionExceptionHandler((failed, _, _) -> ended(failed))
                .setOut(new PrintWriter(output.out(), true, output.out().charset()))
                .setErr(new PrintWriter(output.err(), true, output.err().charset()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    /// For a command that works with parts of the server: what they log for its operator is not what was asked.
    void quiet() {
        LoggingSystem.get(Cli.class.getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    }

    /// The properties of a server, with those of its log before them, so that whoever names them has the last word.
    List<String> logged(boolean json, List<String> more) {
        if (!json && !"json".equalsIgnoreCase(environment.getOrDefault("TALLYSTICK_LOG", ""))) {
            return more;
        }
        return Stream.concat(Stream.of("--logging.structured.format.console=ecs"), more.stream())
                .toList();
    }

    /// The same with the folder of sync jobs.
    ///
    /// @param jobs null for none
    static List<String> hosting(@Nullable Path jobs, List<String> more) {
        return jobs == null
                ? more
                : Stream.concat(Stream.of("--tallystick.jobs.dir=" + jobs), more.stream())
                        .toList();
    }

    private int ended(Exception failed) throws Exception {
        if (failed instanceof CliException said) {
            output.error(String.valueOf(said.getMessage()));
            return said.exitCode();
        }
        if (failed instanceof ExitCodeGenerator known) {
            output.error(String.valueOf(failed.getMessage()));
            return known.getExitCode();
        }
        throw failed;
    }

    /// Every command is made with what it needs.
    private record Commands(Cli cli) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (ClientCommand.class.isAssignableFrom(type) || type.isAnnotationPresent(NeedsCli.class)) {
                return type.getDeclaredConstructor(Cli.class).newInstance(cli);
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    /// A command that is no client but wants the same surroundings.
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface NeedsCli {}
}
