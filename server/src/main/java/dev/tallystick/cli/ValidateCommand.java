package dev.tallystick.cli;

import dev.tallystick.sync.ConfigProblem;
import dev.tallystick.sync.LegacyEnvironment;
import dev.tallystick.sync.ReadConfig;
import dev.tallystick.sync.Sync.Retry;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Cli.NeedsCli
@Command(name = "validate", description = "Say everything that is wrong with a tallystick.yaml; needs no server.")
final class ValidateCommand implements Callable<Integer> {
    private final Cli cli;

    @ParentCommand
    @Nullable
    TallystickCommand tallystick;

    @Parameters(paramLabel = "FILE", defaultValue = "tallystick.yaml", description = "By default tallystick.yaml.")
    Path file = Path.of("tallystick.yaml");

    @Option(
            names = "--jobs-dir",
            paramLabel = "DIR",
            description = "A folder with the jars of sync jobs; by default $TALLYSTICK_JOBS_DIR.")
    @Nullable
    Path jobsDir;

    ValidateCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var environment = LegacyEnvironment.translate(cli.environment()).environment();
        var connectors = cli.connectors().with(jobs());
        var reading = new ReadConfig(connectors, environment, cli.labs(), Retry.DEFAULT).file(file);
        boolean blocked = reading.config() == null;
        if (tallystick != null && tallystick.json) {
            cli.output()
                    .line(reading.problems().stream()
                            .map(ValidateCommand::json)
                            .collect(Collectors.joining(",", "{\"ok\":" + !blocked + ",\"problems\":[", "]}")));
            return blocked ? ExitCode.USAGE : ExitCode.OK;
        }
        reading.problems().forEach(problem -> cli.output().line(problem.toString()));
        var config = reading.config();
        if (config == null) {
            return ExitCode.USAGE;
        }
        var rehearsals =
                config.syncs().stream().filter(entry -> entry.rehearsal()).count();
        cli.output()
                .line("%s is fine: %d connections, %d syncs%s."
                        .formatted(
                                file,
                                config.connections().size(),
                                config.syncs().size(),
                                rehearsals == 0
                                        ? ""
                                        : ", " + rehearsals + " of them rehearsals, since an address is not set"));
        return ExitCode.OK;
    }

    private @Nullable Path jobs() {
        if (jobsDir != null) {
            return jobsDir;
        }
        var named = cli.environment().getOrDefault("TALLYSTICK_JOBS_DIR", "");
        return named.isEmpty() ? null : Path.of(named);
    }

    private static String json(ConfigProblem problem) {
        return "{\"file\":%s,\"line\":%d,\"column\":%d,\"blocks\":%s,\"sentence\":%s}"
                .formatted(
                        Json.quoted(problem.file()),
                        problem.line(),
                        problem.column(),
                        problem.blocks(),
                        Json.quoted(problem.sentence()));
    }
}
