package dev.tallystick.storage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;

/// Starts the embedded database while Spring is still reading its classes: the two take a few seconds each, on
/// different cores. `StorageConfiguration` awaits it; where the application fails before that, it is stopped again.
final class StartDatabaseEarly implements ApplicationListener<SpringApplicationEvent> {
    private @Nullable Begun begun;

    @Override
    public void onApplicationEvent(SpringApplicationEvent event) {
        switch (event) {
            case ApplicationEnvironmentPreparedEvent prepared ->
                begin(prepared.getEnvironment(), prepared.getBootstrapContext());
            case ApplicationFailedEvent _ -> abandon();
            default -> {}
        }
    }

    private void begin(ConfigurableEnvironment environment, ConfigurableBootstrapContext bootstrap) {
        if (StorageConfiguration.givenUrl(environment).isPresent()) {
            return;
        }
        var properties = Binder.get(environment).bindOrCreate("tallystick.storage", StorageProperties.class);
        var start = new Begun(CompletableFuture.supplyAsync(
                () -> EmbeddedPostgres.start(properties.directory()),
                task -> Thread.ofPlatform().name("start-database").daemon().start(task)));
        begun = start;
        bootstrap.addCloseListener(
                closed -> closed.getApplicationContext().getBeanFactory().registerSingleton("earlyDatabase", start));
    }

    private void abandon() {
        if (begun != null) {
            begun.stop();
        }
    }

    /// A start that is under way.
    record Begun(CompletableFuture<EmbeddedPostgres> postgres) {
        EmbeddedPostgres await() {
            try {
                return postgres.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof StorageProblem problem) {
                    throw problem;
                }
                throw e;
            }
        }

        void stop() {
            postgres.handle((started, _) -> {
                        if (started != null) {
                            started.close();
                        }
                        return null;
                    })
                    .join();
        }
    }
}
