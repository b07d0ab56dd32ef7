package dev.tallystick.connectors.rates;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Cost;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import java.util.List;
import java.util.Optional;

/// A provider in use by one attempt.
final class RatesConnection implements OpenConnection {
    static final String TABLE = "rates";

    private final Provider provider;
    private final Surroundings surroundings;
    private final int pageDays;

    RatesConnection(Provider provider, Surroundings surroundings, int pageDays) {
        this.provider = provider;
        this.surroundings = surroundings;
        this.pageDays = pageDays;
    }

    @Override
    public List<Stage> check() {
        try {
            return List.of(provider.signIn());
        } catch (ConnectorException refused) {
            var stage = refused.problem() == Problem.UNAVAILABLE || refused.problem() == Problem.SETTINGS
                    ? "address"
                    : "sign-in";
            return List.of(new Stage(stage, false, String.valueOf(refused.getMessage())));
        } catch (Stopped _) {
            return List.of(new Stage("address", false, "It was asked to stop."));
        }
    }

    @Override
    public List<String> tables() {
        return List.of(TABLE);
    }

    @Override
    public Source source(TableRef table) {
        if (!table.name().equals(TABLE)) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "There is no table '" + table.name() + "' of exchange rates"
                            + NearestName.hint(table.name(), tables()));
        }
        return new RatesSource(provider, TableOptions.of(table), surroundings, pageDays);
    }

    @Override
    public Target target(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS, "Exchange rates can only be read, so they cannot be the side that is written to.");
    }

    @Override
    public Optional<Cost> cost(TableRef table, long rows) {
        return provider.month().map(month -> {
            var options = TableOptions.of(table);
            var last = provider.lastDay();
            return new Cost(
                    month.key(), month.what(), null, month.monthlyCap(), provider.calls(options.from(), last), 1, 1);
        });
    }

    @Override
    public void close() {
        // The way out is shared and stays open.
    }
}
