package dev.tallystick.connectors.googlesheets;

import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;

/// The way out.
@FunctionalInterface
interface Wire {
    Response send(Request request);
}
