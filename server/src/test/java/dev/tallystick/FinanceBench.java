package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.plaid.PlaidItem;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// How fast the transactions of ten banks fill a table (`-Drows=200000`), and how many requests an hour costs in which
/// nothing changed (2,000 accounts). The banks are in the same process, with Plaid's limits. Not a test: `make bench`
/// prints it.
class FinanceBench {
    private static final int ITEMS = 10;
    private static final int ACCOUNTS_AN_ITEM = 200;
    private static final int ROWS = Integer.getInteger("rows", 200_000);
    private static final Duration LONG = Duration.ofMinutes(30);

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("finance");

    @Test
    void measure() {
        var items = new TreeMap<String, PlaidItem>();
        for (int number = 0; number < ITEMS; number++) {
            var item = server.lab().plaid().addItem();
            for (int account = 0; account < ACCOUNTS_AN_ITEM; account++) {
                item.addAccount("Account " + account, "depository", account + ".50");
            }
            item.book(ROWS / ITEMS);
            items.put("bank" + number, item);
        }
        server.edit(example -> ExampleServer.liveBanks(example, server.lab(), items));

        var accounts = run("accounts");
        var first = run("transactions");
        int rows = ROWS / ITEMS * ITEMS;
        assertThat(first.at("/tally/right/created").asInt()).as("%s", first).isEqualTo(rows);
        assertThat(accounts.at("/tally/right/created").asInt()).isEqualTo(ITEMS * ACCOUNTS_AN_ITEM);
        System.out.println(String.format(
                Locale.ROOT,
                "  first load   %,d transactions of %d items: %.2f s, %,.0f rows/s",
                rows,
                ITEMS,
                seconds(first),
                rows / seconds(first)));
        server.lab().ledger().clear();
        var again = run("accounts");
        assertThat(again.at("/tally/right/unchanged").asInt()).isEqualTo(ITEMS * ACCOUNTS_AN_ITEM);
        requests("accounts", ITEMS * ACCOUNTS_AN_ITEM, again);
        server.lab().ledger().clear();
        requests("transactions", rows, run("transactions"));
    }

    /// An hour in which nothing changed cannot be noticed with fewer than one request an item.
    private static void requests(String what, int rows, JsonNode run) {
        int sent = server.lab().ledger().entries().size();
        System.out.println(String.format(
                Locale.ROOT,
                "  unchanged %s, %,d rows: %d requests, minimal %d, ratio %.3f; %.2f s",
                what,
                rows,
                sent,
                ITEMS,
                sent / (double) ITEMS,
                seconds(run)));
    }

    private static JsonNode run(String sync) {
        var run = server.post(202, "/api/v1/sync/" + sync)
                .get("runs")
                .get(0)
                .get("run")
                .asLong();
        return server.ended(run, LONG);
    }

    private static double seconds(JsonNode run) {
        return Duration.between(
                                Instant.parse(run.get("startedAt").asString()),
                                Instant.parse(run.get("endedAt").asString()))
                        .toMillis()
                / 1000.0;
    }
}
