package dev.tallystick.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "generate",
        description = "Write the beginning of something of your own into the project in front of you.",
        synopsisSubcommandLabel = "sync NAME",
        subcommands = GenerateSyncCommand.class)
final class GenerateCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "Say what to generate: tallystick generate sync ExchangeRateSync");
    }
}
