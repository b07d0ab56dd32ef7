package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.Connector;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/// The connector, with a network and a way to wait of the test's own.
public final class AirtableOverWire {
    private AirtableOverWire() {}

    public static Connector connector(Function<Request, Response> wire, Consumer<Duration> sleep) {
        return new AirtableConnector(
                wire::apply,
                (wait, stopping) -> {
                    sleep.accept(wait);
                    return !stopping.getAsBoolean();
                },
                Timing.STANDARD);
    }
}
