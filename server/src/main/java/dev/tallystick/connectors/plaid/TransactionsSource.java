package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The transactions of all items, each item from a cursor of its own. An item that is refused keeps its cursor, and the
/// others go on.
final class TransactionsSource implements Source {
    static final String GONE = "removed";

    private static final Schema SCHEMA = new Schema(List.of(
            Field.of("item", FieldType.TEXT),
            Field.of("account_id", FieldType.TEXT),
            Field.of("amount", FieldType.DECIMAL),
            Field.of("currency", FieldType.TEXT),
            Field.of("iso_currency_code", FieldType.TEXT),
            Field.of("unofficial_currency_code", FieldType.TEXT),
            Field.of("date", FieldType.DATE),
            Field.of("datetime", FieldType.INSTANT),
            Field.of("authorized_date", FieldType.DATE),
            Field.of("authorized_datetime", FieldType.INSTANT),
            Field.of("name", FieldType.TEXT),
            Field.of("merchant_name", FieldType.TEXT),
            Field.of("pending", FieldType.BOOLEAN),
            Field.of("pending_transaction_id", FieldType.TEXT),
            Field.of("payment_channel", FieldType.TEXT),
            Field.of("category", FieldType.TEXT),
            Field.of("category_detailed", FieldType.TEXT),
            Field.of(GONE, FieldType.TEXT)));

    private final Client client;
    private final List<Item> items;
    private final Surroundings surroundings;
    private final int pageRows;
    private final Optional<Integer> days;

    TransactionsSource(
            Client client, List<Item> items, Surroundings surroundings, int pageRows, Optional<Integer> days) {
        this.client = client;
        this.items = items;
        this.surroundings = surroundings;
        this.pageRows = pageRows;
        this.days = days;
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
        return true;
    }

    @Override
    public String goneField() {
        return GONE;
    }

    @Override
    public Listing list(Request request, PageSink sink) {
        var known = Cursors.of(request.full() ? request.before() : request.cursor());
        var kept = new Cursors();
        items.forEach(item -> known.of(item).ifPresent(cursor -> kept.keep(item, cursor)));
        return new EachItem("transactions", items, kept::text).list(request.full(), item -> {
            var start = request.full() ? Optional.<String>empty() : known.of(item);
            read(item, start, known.of(item), sink).ifPresent(end -> kept.keep(item, end));
        });
    }

    /// @param start where to begin; empty for the first transaction
    /// @param before where the last listing ended: what was removed since then is told from there alone
    /// @return where the next listing begins
    private Optional<String> read(Item item, Optional<String> start, Optional<String> before, PageSink sink) {
        var loop = new TransactionLoop(client, item, pageRows, days);
        var read = loop.read(start);
        var removals = start.isEmpty() && before.isPresent()
                ? Optional.of(loop.read(before))
                : Optional.<TransactionLoop.Read>empty();
        long unreadable = 0;
        for (int place = 0; place < read.pages().size(); place++) {
            unreadable += handOn(page(item, place, read.page(place)), sink);
        }
        if (removals.isPresent()) {
            for (int place = 0; place < removals.get().pages().size(); place++) {
                var rows = new ArrayList<Row>();
                removed(removals.get().page(place), rows);
                handOn(new Page(rows, List.of()), sink);
            }
        }
        if (unreadable > 0) {
            throw Troubles.unreadable(item, unreadable);
        }
        return Optional.of(read.cursor()).filter(cursor -> !cursor.isEmpty());
    }

    private long handOn(Page page, PageSink sink) {
        if (surroundings.stopping().getAsBoolean()) {
            throw new Stopped();
        }
        if (!page.rows().isEmpty() || !page.unreadable().isEmpty()) {
            sink.page(page);
        }
        return page.unreadable().size();
    }

    private static Page page(Item item, int place, JsonNode page) {
        var rows = new ArrayList<Row>();
        var unreadable = new ArrayList<Unreadable>();
        var number = 0;
        for (var kind : List.of("added", "modified")) {
            for (var transaction : page.path(kind)) {
                number++;
                new Fields(transaction)
                        .put("item", item.name())
                        .text("account_id")
                        .decimal("amount", "amount")
                        .currency("")
                        .date("date", "authorized_date")
                        .instant("datetime", "authorized_datetime")
                        .text("name", "merchant_name", "pending_transaction_id", "payment_channel")
                        .truth("pending")
                        .text("category", "personal_finance_category/primary")
                        .text("category_detailed", "personal_finance_category/detailed")
                        .needs("account_id", "amount", "date")
                        .addTo(
                                "transaction_id",
                                item.name() + ", page " + (place + 1) + ", transaction " + number,
                                rows,
                                unreadable);
            }
        }
        removed(page, rows);
        return new Page(rows, unreadable);
    }

    private static void removed(JsonNode page, List<Row> rows) {
        for (var transaction : page.path("removed")) {
            var id = transaction.path("transaction_id").asString("");
            if (!id.isBlank()) {
                rows.add(new Row(id, Map.of(GONE, Value.text("removed"))));
            }
        }
    }
}
