package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.connector.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a sync wants of a table.
///
/// @param live whether banks are asked for balances, instead of what Plaid saw last
/// @param days of history that Plaid fetches of an item that is new to it; empty for its own choice
record TableOptions(boolean live, Optional<Integer> days) {
    private static final int MOST_DAYS = 730;

    static final Settings SETTINGS = Settings.of(
            Setting.optional(
                    "balances",
                    Kind.TEXT,
                    "Of the table accounts: cached, what Plaid saw last, which costs nothing; or live, which asks each"
                            + " bank, takes long and may be charged."),
            Setting.optional(
                    "days_requested",
                    Kind.NUMBER,
                    "Of the table transactions: how many days back, from 1 to 730. It counts only before the first call"
                            + " for an item; Plaid takes 90 when nothing is said."));

    static TableOptions of(TableRef table) {
        var faults = faults(table);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        return new TableOptions(
                balances(table).equals("live"),
                table.options().all().containsKey("days_requested")
                        ? Optional.of((int) table.options().number("days_requested", 0))
                        : Optional.empty());
    }

    static List<String> faults(TableRef table) {
        List<String> faults = new ArrayList<>();
        if (!List.of("cached", "live").contains(balances(table))) {
            faults.add("The 'balances' of the table '" + table.name() + "' must be cached or live, not '"
                    + balances(table) + "'.");
        }
        if (table.options().all().containsKey("days_requested")) {
            long days = table.options().number("days_requested", 0);
            if (days < 1 || days > MOST_DAYS) {
                faults.add("The 'days_requested' of the table '" + table.name() + "' must be between 1 and " + MOST_DAYS
                        + ".");
            }
        }
        return faults;
    }

    private static String balances(TableRef table) {
        return table.options().optionalText("balances").map(String::strip).orElse("cached");
    }
}
