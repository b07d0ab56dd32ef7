package dev.tallystick.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The environment variables of the Sidekiq system whose work Tallystick takes over, under the names they have here.
/// The better name wins where both are set.
public final class LegacyEnvironment {
    private static final Map<String, String> NAMES = names();

    private LegacyEnvironment() {}

    private static Map<String, String> names() {
        var names = new LinkedHashMap<String, String>();
        names.put("MOCK_API_URL", "PARTNER_URL");
        names.put("MOCK_API_KEY", "PARTNER_API_KEY");
        names.put("EXTERNAL_API_TIMEOUT", "TALLYSTICK_HTTP_TIMEOUT");
        names.put("SIDEKIQ_CONCURRENCY", "TALLYSTICK_WORKERS");
        names.put("SIDEKIQ_RETRY_INTERVAL", "TALLYSTICK_RETRY_WAIT");
        // One word for what the old system had two of: tries of a job, then tries of a request within it.
        names.put("SIDEKIQ_MAX_RETRIES", "TALLYSTICK_ATTEMPTS");
        names.put("EXTERNAL_API_RETRY_ATTEMPTS", "TALLYSTICK_ATTEMPTS");
        return names;
    }

    /// @param environment with the better names filled in
    /// @param notices a sentence for the log about each old name
    public record Translated(Map<String, String> environment, List<String> notices) {
        public Translated {
            environment = Map.copyOf(environment);
            notices = List.copyOf(notices);
        }
    }

    /// What of it Spring's properties are to say.
    public static Map<String, String> properties(Map<String, String> environment) {
        var properties = new LinkedHashMap<String, String>();
        put(properties, "tallystick.job.workers", environment, "TALLYSTICK_WORKERS");
        put(properties, "tallystick.http.timeout", environment, "TALLYSTICK_HTTP_TIMEOUT");
        put(properties, "tallystick.sync.attempts", environment, "TALLYSTICK_ATTEMPTS");
        put(properties, "tallystick.sync.retry-wait", environment, "TALLYSTICK_RETRY_WAIT");
        return properties;
    }

    private static void put(
            Map<String, String> properties, String property, Map<String, String> environment, String name) {
        var value = environment.getOrDefault(name, "").strip();
        if (!value.isEmpty()) {
            properties.put(property, value);
        }
    }

    public static Translated translate(Map<String, String> given) {
        var environment = new LinkedHashMap<>(given);
        var notices = new ArrayList<String>();
        NAMES.forEach((old, name) -> {
            var value = given.getOrDefault(old, "").strip();
            if (value.isEmpty()) {
                return;
            }
            if (environment.getOrDefault(name, "").isBlank()) {
                environment.put(name, inOurUnits(old, value));
                notices.add(
                        old + " is read as " + name + "=" + (old.endsWith("_KEY") ? "…" : environment.get(name)) + ".");
            } else {
                notices.add(old + " is not used, since " + name + " is set.");
            }
        });
        if (!given.getOrDefault("REDIS_URL", "").isBlank()) {
            notices.add("REDIS_URL is not used: Tallystick keeps its jobs in PostgreSQL and needs no Redis.");
        }
        return new Translated(environment, notices);
    }

    /// The old times were bare seconds. The document says "retried up to 3 times" and "3 attempts" of one number; taken
    /// as attempts, the first included.
    private static String inOurUnits(String old, String value) {
        boolean bareSeconds = old.equals("EXTERNAL_API_TIMEOUT") || old.equals("SIDEKIQ_RETRY_INTERVAL");
        return bareSeconds && value.matches("\\d{1,6}") ? value + "s" : value;
    }
}
