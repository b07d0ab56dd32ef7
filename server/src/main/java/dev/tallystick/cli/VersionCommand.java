package dev.tallystick.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Cli.NeedsCli
@Command(name = "version", description = "Say which Tallystick and which Java this is.")
final class VersionCommand implements Callable<Integer> {
    private final Cli cli;

    VersionCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        cli.output().line("tallystick " + version() + " (Java " + Runtime.version() + ")");
        return ExitCode.OK;
    }

    static String version() {
        var version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
