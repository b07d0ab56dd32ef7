package dev.tallystick;

import dev.tallystick.cli.Cli;
import dev.tallystick.sync.LegacyEnvironment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/// The server behind `serve` and `demo`.
@SpringBootApplication
class TallystickServer implements Cli.Server {
    private static final Logger log = LoggerFactory.getLogger(TallystickServer.class);
    private static final int DEFAULT_PORT = 8080;

    @Override
    public int serve(Cli.Start start) {
        return run(start, Map.of());
    }

    @Override
    public int demo(Cli.Start start) {
        var example = start.config() == null ? Demo.examples(start.dataDir()) : start.config();
        var settings = Map.<String, Object>of(
                "tallystick.demo", "true", "tallystick.lab.enabled", "true", "tallystick.lab.drift", "20s");
        var demo = new Cli.Start(start.dataDir(), example, start.port(), start.browser(), start.more());
        return run(demo, settings, context -> Demo.announce(context, start.browser()));
    }

    private int run(Cli.Start start, Map<String, Object> more) {
        return run(start, more, _ -> {});
    }

    private int run(
            Cli.Start start,
            Map<String, Object> more,
            java.util.function.Consumer<ConfigurableApplicationContext> then) {
        var legacy = LegacyEnvironment.translate(System.getenv());
        var settings = new HashMap<>(more);
        settings.put("tallystick.storage.data-dir", start.dataDir().toString());
        settings.put("server.port", start.port() == null ? DEFAULT_PORT : start.port());
        if (start.config() != null) {
            settings.put("tallystick.sync.config", start.config().toString());
        }
        settings.putAll(LegacyEnvironment.properties(legacy.environment()));
        var application = new SpringApplication(TallystickServer.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setDefaultProperties(settings);
        application.addListeners(new RefuseBrokenConfig());
        legacy.notices().forEach(log::info);
        while (true) {
            var ended = new CountDownLatch(1);
            application.addListeners((ApplicationListener<ContextClosedEvent>) _ -> ended.countDown());
            AwaitRestore restore;
            try {
                var context = application.run(start.more().toArray(String[]::new));
                restore = AwaitRestore.in(context);
                then.accept(context);
            } catch (RuntimeException failed) {
                return StartFailure.exitCode(failed);
            }
            if (!await(ended)) {
                return 1;
            }
            if (!restore.happened()) {
                return 0;
            }
            log.info("The database was restored from a backup; starting anew from what is there now");
        }
    }

    /// @return whether it came to its end
    private static boolean await(CountDownLatch ended) {
        try {
            ended.await();
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
