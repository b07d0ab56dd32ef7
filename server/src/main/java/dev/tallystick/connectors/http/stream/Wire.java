package dev.tallystick.connectors.http.stream;

import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;

/// The way out.
@FunctionalInterface
public interface Wire {
    Response send(Request request);
}
