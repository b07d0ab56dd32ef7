package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import dev.tallystick.connectors.plaid.Client.Endpoint;
import java.util.ArrayList;
import java.util.List;

/// The items of a connection in use by one attempt.
final class PlaidConnection implements OpenConnection {
    private static final String ACCOUNTS = "accounts";
    private static final String TRANSACTIONS = "transactions";

    private final Client client;
    private final List<Item> items;
    private final Surroundings surroundings;
    private final int pageRows;

    PlaidConnection(Client client, List<Item> items, Surroundings surroundings, int pageRows) {
        this.client = client;
        this.items = items;
        this.surroundings = surroundings;
        this.pageRows = pageRows;
    }

    @Override
    public List<Stage> check() {
        var stages = new ArrayList<Stage>();
        for (var item : items) {
            try {
                var error = Client.read(item, client.post(Endpoint.ITEM, item, Client.body(item)))
                        .at("/item/error");
                var code = error.path("error_code").asString("");
                stages.add(
                        code.isEmpty()
                                ? new Stage("item " + item.name(), true, "Plaid reads '" + item.name() + "'.")
                                : new Stage(
                                        "item " + item.name(),
                                        false,
                                        "Reconnect '" + item.name() + "' in Link's update mode: Plaid says " + code
                                                + "."));
            } catch (Refused refused) {
                var stage = refused.problem() == Problem.UNAVAILABLE || refused.problem() == Problem.SETTINGS
                        ? "address"
                        : refused.everything() ? "sign-in" : "item " + item.name();
                stages.add(new Stage(stage, false, String.valueOf(refused.getMessage())));
            } catch (Stopped _) {
                stages.add(new Stage("address", false, "It was asked to stop."));
            }
            if (!stages.getLast().ok()) {
                return stages;
            }
        }
        return stages;
    }

    @Override
    public List<String> tables() {
        return List.of(ACCOUNTS, TRANSACTIONS);
    }

    @Override
    public Source source(TableRef table) {
        var options = TableOptions.of(table);
        return switch (table.name()) {
            case ACCOUNTS -> new AccountsSource(client, items, surroundings, options.live());
            case TRANSACTIONS -> new TransactionsSource(client, items, surroundings, pageRows, options.days());
            default ->
                throw new ConnectorException(
                        Problem.SETTINGS,
                        "Plaid has no table '" + table.name() + "'" + NearestName.hint(table.name(), tables()));
        };
    }

    @Override
    public Target target(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS, "Plaid can only be read, so it cannot be the side that is written to.");
    }

    @Override
    public void close() {
        // The way out is shared and stays open.
    }
}
