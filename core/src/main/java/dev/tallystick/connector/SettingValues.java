package dev.tallystick.connector;

import java.util.Map;
import java.util.Optional;

/// What a person filled in, already checked against the connector's [Settings]; secrets in the clear, so an object of
/// this class is never printed, stored or sent.
public final class SettingValues {
    private final Map<String, Object> values;

    public SettingValues(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(values.get(name)).map(Object::toString);
    }

    /// As [#optionalText], without blanks around it; empty when nothing else is there.
    public Optional<String> filled(String name) {
        return optionalText(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    public long number(String name, long otherwise) {
        return values.get(name) instanceof Number number ? number.longValue() : otherwise;
    }

    public boolean flag(String name, boolean otherwise) {
        return values.get(name) instanceof Boolean flag ? flag : otherwise;
    }

    /// Everything, by name: text, numbers, booleans, lists and maps as YAML gives them.
    public Map<String, Object> all() {
        return values;
    }

    private static ConnectorException missing(String name) {
        return new ConnectorException(Problem.SETTINGS, "The setting '" + name + "' is missing.");
    }

    @Override
    public String toString() {
        return "SettingValues" + values.keySet();
    }
}
