package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.Connector;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/// The connector, with a network and a way to wait of the test's own.
public final class SheetsOverWire {
    private static final int PAGE_ROWS = 1_000;

    private SheetsOverWire() {}

    public static Connector connector(Function<Request, Response> wire, Consumer<Duration> sleep) {
        return new GoogleSheetsConnector(
                wire::apply,
                (wait, stopping) -> {
                    sleep.accept(wait);
                    return !stopping.getAsBoolean();
                },
                PAGE_ROWS,
                Duration.ofMinutes(3));
    }
}
