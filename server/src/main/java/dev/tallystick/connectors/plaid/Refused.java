package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Plaid said no, or nothing.
final class Refused extends ConnectorException {
    private final String code;
    private final boolean everything;

    /// @param code Plaid's own, or an empty text
    /// @param everything whether every item would be refused, and not this one alone
    Refused(
            Problem problem,
            String message,
            String code,
            boolean everything,
            @Nullable Duration wait,
            @Nullable Throwable cause) {
        super(problem, message, wait, cause);
        this.code = code;
        this.everything = everything;
    }

    boolean everything() {
        return everything;
    }

    /// The data changed between two pages: the loop begins again where it began.
    boolean mutation() {
        return code.equals("TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION");
    }
}
