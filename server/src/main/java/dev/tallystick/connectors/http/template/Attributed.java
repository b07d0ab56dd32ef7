package dev.tallystick.connectors.http.template;

import java.util.Map;

/// A map that has Python attributes besides its keys, as a stream slice has `extra_fields`.
public interface Attributed {
    Map<String, Object> attributes();
}
