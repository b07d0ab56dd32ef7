package dev.tallystick.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Cli.NeedsCli
@Command(
        name = "demo",
        description = "Start a server with the lab and an example, to try everything without an account.")
final class DemoCommand implements Callable<Integer> {
    private final Cli cli;

    @ParentCommand
    @Nullable
    TallystickCommand tallystick;

    @Option(names = "--config", paramLabel = "FILE", description = "The tallystick.yaml to apply and to watch.")
    @Nullable
    Path config;

    @Option(names = "--port", paramLabel = "N", description = "Where to listen; 0 for any free port.")
    @Nullable
    Integer port;

    @Option(names = "--no-browser", description = "Do not open the page; only print where it is.")
    boolean noBrowser;

    @Option(
            names = "--jobs-dir",
            paramLabel = "DIR",
            description = "A folder with the jars of sync jobs; by default $TALLYSTICK_JOBS_DIR.")
    @Nullable
    Path jobsDir;

    @Option(names = "--log-json", description = "Log as JSON lines; so does TALLYSTICK_LOG=json.")
    boolean logJson;

    @Parameters(arity = "0..*", paramLabel = "-- --NAME=VALUE", description = "Properties of Spring Boot, after a --.")
    List<String> more = List.of();

    DemoCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var dataDir = Objects.requireNonNull(tallystick).dataDir();
        return cli.server()
                .demo(new Cli.Start(
                        dataDir, config, port, !noBrowser, Cli.hosting(jobsDir, cli.logged(logJson, more))));
    }
}
