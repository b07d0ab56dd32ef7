package dev.tallystick;

import dev.tallystick.lab.LabServices;
import dev.tallystick.sync.ConfigProblem;
import dev.tallystick.sync.LegacyEnvironment;
import dev.tallystick.sync.ReadConfig;
import dev.tallystick.sync.Sync.Retry;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/// Reads `tallystick.yaml` before anything else is started, so that a broken one costs neither a database nor a port,
/// and is seen: a server that started with what was last in force would look as if the file had been taken.
final class RefuseBrokenConfig implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    /// After Spring has read its properties, before the database is started.
    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        var settings = event.getEnvironment();
        var file = settings.getProperty("tallystick.sync.config", "");
        if (file.isBlank()) {
            return;
        }
        var environment = LegacyEnvironment.translate(System.getenv()).environment();
        var jobs = settings.getProperty("tallystick.jobs.dir", "");
        boolean lab = settings.getProperty("tallystick.lab.enabled", Boolean.class, false);
        var reading = new ReadConfig(
                        Tallystick.connectors(jobs.isBlank() ? null : Path.of(jobs)),
                        environment,
                        lab ? LabServices.NAMES : Set.of(),
                        Retry.DEFAULT)
                .file(Path.of(file));
        if (reading.config() == null) {
            throw new BrokenConfig(reading.problems().stream()
                    .filter(ConfigProblem::blocks)
                    .map(ConfigProblem::toString)
                    .collect(Collectors.joining(System.lineSeparator())));
        }
    }

    /// Says every problem, a line each.
    static final class BrokenConfig extends RuntimeException implements ExitCodeGenerator {
        private static final int USAGE = 2;

        BrokenConfig(String problems) {
            super(problems);
        }

        @Override
        public int getExitCode() {
            return USAGE;
        }
    }
}
