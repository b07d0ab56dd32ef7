package dev.tallystick.connectors.http.template;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/// Makes the expressions of one manifest with one configuration.
public final class Expressions {
    private final Map<String, Object> config;
    private final Clock clock;

    public Expressions(Map<String, Object> config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /// @param parameters the `$parameters` of the component that the field belongs to
    public Expression of(Object source, Map<String, Object> parameters) {
        return new Expression(source, standing(config, parameters), clock);
    }

    /// For the one place that does not see the configuration: predicates over answers.
    public Expression withoutConfig(Object source, Map<String, Object> parameters) {
        return new Expression(source, standing(dev.tallystick.connectors.http.value.None.NONE, parameters), clock);
    }

    public Map<String, Object> config() {
        return config;
    }

    public Clock clock() {
        return clock;
    }

    private static Map<String, Object> standing(Object config, Map<String, Object> parameters) {
        Map<String, Object> standing = new HashMap<>();
        standing.put("config", config);
        standing.put("parameters", parameters);
        return standing;
    }
}
