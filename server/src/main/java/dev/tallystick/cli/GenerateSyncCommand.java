package dev.tallystick.cli;

import dev.tallystick.generate.CannotGenerate;
import dev.tallystick.generate.GenerateSync;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Cli.NeedsCli
@Command(name = "sync", description = "A sync job in Java: its class, its test with a first cassette, and its YAML.")
final class GenerateSyncCommand implements Callable<Integer> {
    private final Cli cli;

    @Parameters(paramLabel = "NAME", description = "What the class is called: ExchangeRateSync.")
    String name = "";

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "Where it goes; by default where the project's sources begin.")
    @Nullable
    String packageName;

    @Option(names = "--force", description = "Write over files that are there.")
    boolean force;

    @Option(names = "--pom", description = "Add the dependencies that pom.xml lacks.")
    boolean pom;

    @Option(names = "--project", paramLabel = "DIR", description = "The Maven project; by default the one here.")
    Path project = Path.of("");

    GenerateSyncCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var taken = Set.copyOf(cli.connectors().with(null).names());
        var generate = new GenerateSync(project, VersionCommand.version(), taken);
        try {
            told(generate.write(new GenerateSync.Wish(name, packageName, force, pom)));
            return ExitCode.OK;
        } catch (CannotGenerate refused) {
            throw new CliException(ExitCode.USAGE, String.valueOf(refused.getMessage()));
        }
    }

    private void told(GenerateSync.Generated generated) {
        var here = Path.of("").toAbsolutePath().relativize(generated.project());
        generated.written().forEach(file -> cli.output().line("wrote " + here.resolve(file)));
        if (!generated.lacking().isEmpty()) {
            cli.output().line("");
            cli.output().line("Add to the <dependencies> of pom.xml, or let `--pom` do it:");
            cli.output().line("");
            cli.output().line(generated.lacking().stripTrailing());
        }
        cli.output().line("");
        cli.output()
                .line(
                        "Its test passes as it is: `mvn test`. Then make it yours: the address and the fields in the class,"
                                + " and in syncs/" + generated.job() + ".yaml.");
    }
}
