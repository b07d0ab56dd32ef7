package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connectors.plaid.Client.Endpoint;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import java.util.ArrayList;
import java.util.List;

/// The accounts of all items with their balances, one call an item.
final class AccountsSource implements Source {
    private static final Schema SCHEMA = new Schema(List.of(
            Field.of("item", FieldType.TEXT),
            Field.of("name", FieldType.TEXT),
            Field.of("official_name", FieldType.TEXT),
            Field.of("mask", FieldType.TEXT),
            Field.of("type", FieldType.TEXT),
            Field.of("subtype", FieldType.TEXT),
            Field.of("currency", FieldType.TEXT),
            Field.of("iso_currency_code", FieldType.TEXT),
            Field.of("unofficial_currency_code", FieldType.TEXT),
            Field.of("current", FieldType.DECIMAL),
            Field.of("available", FieldType.DECIMAL),
            Field.of("credit_limit", FieldType.DECIMAL)));

    private final Client client;
    private final List<Item> items;
    private final Surroundings surroundings;
    private final boolean live;

    AccountsSource(Client client, List<Item> items, Surroundings surroundings, boolean live) {
        this.client = client;
        this.items = items;
        this.surroundings = surroundings;
        this.live = live;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public boolean closed() {
        return true;
    }

    @Override
    public boolean incremental() {
        return false;
    }

    @Override
    public Listing list(Request request, PageSink sink) {
        return new EachItem("accounts", items, () -> null).list(true, item -> {
            var page = read(item);
            if (surroundings.stopping().getAsBoolean()) {
                throw new Stopped();
            }
            sink.page(page);
        });
    }

    private Page read(Item item) {
        var answer =
                Client.read(item, client.post(live ? Endpoint.BALANCES : Endpoint.ACCOUNTS, item, Client.body(item)));
        if (!answer.path("accounts").isArray()) {
            throw new Refused(
                    Problem.BAD_ANSWER,
                    "Plaid sent something else than accounts. This was for '" + item.name() + "'.",
                    "",
                    false,
                    null,
                    null);
        }
        var rows = new ArrayList<Row>();
        var unreadable = new ArrayList<Unreadable>();
        var number = 0;
        for (var account : answer.path("accounts")) {
            number++;
            new Fields(account)
                    .put("item", item.name())
                    .text("name", "official_name", "mask", "type", "subtype")
                    .currency("balances/")
                    .decimal("current", "balances/current")
                    .decimal("available", "balances/available")
                    .decimal("credit_limit", "balances/limit")
                    .addTo("account_id", item.name() + ", account " + number, rows, unreadable);
        }
        return new Page(rows, unreadable);
    }
}
