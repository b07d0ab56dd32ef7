package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Fault;
import dev.tallystick.lab.plaid.PlaidApi;
import dev.tallystick.lab.plaid.PlaidError;
import dev.tallystick.lab.plaid.PlaidItem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Accounts and transactions of two banks into a database, through the whole application, with all that goes wrong
/// there.
class PlaidTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("basesync");

    private static final String SYNC = PlaidApi.PREFIX + "/transactions/sync";
    private static int number;

    private PlaidItem giro;
    private PlaidItem cards;
    private String account;

    /// Banks and tables of its own for each test.
    @BeforeEach
    void banks() {
        number++;
        giro = server.lab().plaid().addItem();
        account = giro.addAccount("Giro", "depository", "1200.50");
        giro.book(5);
        cards = server.lab().plaid().addItem();
        cards.addAccount("Card", "credit", "310.00");
        cards.book(4);
        inForce(file("propagate"));
        server.lab().ledger().clear();
    }

    @AfterEach
    void calm() {
        server.lab().faults().clear();
    }

    private String file(String onDelete) {
        return """
                version: 1
                connections:
                  banksNN:
                    connector: plaid
                    allow: ["127.0.0.1:PORT"]
                    settings: { client_id: KEY, secret: KEY, items: { giro: GIRO, cards: CARDS }, base_url: "URL" }
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  accountsNN:
                    left: { connection: banksNN, table: accounts }
                    right: { connection: database, table: accountsNN, key: account_id }
                    fields:
                      - { left: item, right: item, type: text }
                      - { left: name, right: name, type: text, required: true }
                      - { left: current, right: balance, type: decimal }
                      - { left: currency, right: currency, type: text }
                    on_delete: propagate
                    attempts: 1
                  transactionsNN:
                    left: { connection: banksNN, table: transactions }
                    right: { connection: database, table: transactionsNN, key: transaction_id }
                    fields:
                      - { left: item, right: item, type: text }
                      - { left: amount, right: amount, type: decimal, required: true }
                      - { left: currency, right: currency, type: text }
                      - { left: date, right: booked_on, type: date, required: true }
                      - { left: name, right: name, type: text }
                      - { left: pending, right: pending, type: boolean }
                      - { left: pending_transaction_id, right: replaces, type: text }
                    on_delete: DELETE
                    archive_mark: { field: state, value: removed }
                    attempts: 1
                """.replace("NN", Integer.toString(number))
                .replace("PORT", Integer.toString(server.lab().port()))
                .replace("URL", server.lab().uri(PlaidApi.PREFIX).toString())
                .replace("KEY", PlaidApi.KEY)
                .replace("GIRO", giro.accessToken())
                .replace("CARDS", cards.accessToken())
                .replace("DELETE", onDelete);
    }

    private static void inForce(String file) {
        server.edit(_ -> file);
        var config = server.get("/api/v1/config");
        assertThat(config.get("broken").asBoolean()).as("%s", config).isFalse();
    }

    private static JsonNode sync(String what) {
        var parts = what.split("\\?", 2);
        return server.sync(parts[0] + number + (parts.length == 2 ? "?" + parts[1] : ""));
    }

    private static List<Map<String, Object>> rows(String table) {
        return server.data().sql("select * from " + table + number).query().listOfRows();
    }

    private static Map<String, Object> transaction(String id) {
        return rows("transactions").stream()
                .filter(row -> id.equals(row.get("transaction_id")))
                .findFirst()
                .orElseThrow();
    }

    private static void ended(JsonNode run, String status) {
        assertThat(run.get("status").asString()).as("%s", run).isEqualTo(status);
    }

    private static long tally(JsonNode run, String what) {
        return run.at("/tally/right/" + what).asLong();
    }

    @Test
    void accountsAndTransactionsOfTwoBanksFillADatabase() {
        var fine = giro.book(account, "72.10", "Shop");
        giro.currency("JPY");
        var salary = giro.book(account, "-150000", "Salary");

        ended(sync("accounts"), "succeeded");
        ended(sync("transactions"), "succeeded");

        assertThat(rows("accounts"))
                .hasSize(2)
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("account_id", account)
                        .containsEntry("item", "giro")
                        .containsEntry("balance", new BigDecimal("1200.50"))
                        .containsEntry("currency", "USD"));
        assertThat(rows("transactions")).hasSize(11);
        assertThat(transaction(fine)).containsEntry("amount", new BigDecimal("72.10"));
        assertThat(transaction(salary))
                .containsEntry("amount", new BigDecimal("-150000"))
                .containsEntry("currency", "JPY");

        giro.balance(account, "1128.40");
        giro.change(fine, "name", "SHOP, CORRECTED");
        server.lab().ledger().clear();
        assertThat(tally(sync("accounts"), "updated")).isEqualTo(1);
        var run = sync("transactions");
        ended(run, "succeeded");
        assertThat(tally(run, "updated")).isEqualTo(1);
        assertThat(transaction(fine)).containsEntry("name", "SHOP, CORRECTED");
        assertThat(server.lab().ledger().entries()).as("one call an item").hasSize(4);
    }

    @Test
    void accessTokensAreSealedWhateverTheItemsAreCalled() {
        for (var path : List.of("/api/v1/connections", "/api/v1/connections/banks" + number, "/api/v1/syncs")) {
            assertThat(server.send("GET", path, "").body())
                    .as(path)
                    .doesNotContain(giro.accessToken(), cards.accessToken(), PlaidApi.KEY);
        }
        assertThat(server.get("/api/v1/connections").toString()).contains("banks" + number);
    }

    @Test
    void aPendingTransactionThatIsPostedStaysAsHistory() {
        inForce(file("archive"));
        var pending = giro.pend(account, "40.00", "Hotel");
        ended(sync("transactions"), "succeeded");
        assertThat(transaction(pending)).containsEntry("pending", true);
        var posted = giro.post(pending, "46.00");

        var run = sync("transactions");

        ended(run, "succeeded");
        assertThat(transaction(pending))
                .containsEntry("state", "removed")
                .containsEntry("amount", new BigDecimal("40.00"));
        assertThat(transaction(posted))
                .containsEntry("replaces", pending)
                .containsEntry("pending", false)
                .containsEntry("amount", new BigDecimal("46.00"));
        var changes = server.get("/api/v1/runs/" + run.get("id").asLong() + "/changes");
        assertThat(changes.toString()).contains("the upstream says that it was removed");
    }

    @Test
    void whatPlaidRemovesIsRemovedAtItsWordAndNothingElse() {
        ended(sync("transactions"), "succeeded");
        var gone = giro.transactionIds().getFirst();
        giro.remove(gone);
        var run = sync("transactions");
        ended(run, "succeeded");
        assertThat(tally(run, "deleted")).isEqualTo(1);
        assertThat(rows("transactions")).hasSize(8).noneMatch(row -> gone.equals(row.get("transaction_id")));
        var other = giro.transactionIds().getFirst();
        giro.remove(other);
        var full = sync("transactions?full=true");
        ended(full, "succeeded");
        assertThat(tally(full, "deleted"))
                .as("the word is not lost when all is read again")
                .isEqualTo(1);
        assertThat(rows("transactions")).hasSize(7);
    }

    @Test
    void aBankThatBooksBetweenTwoPagesSpoilsNothing() {
        giro.book(1_100);
        var brief = giro.transactionIds().getFirst();
        giro.afterNextPage(() -> giro.remove(brief));
        var run = sync("transactions");
        ended(run, "succeeded");
        assertThat(rows("transactions")).hasSize(1_108).noneMatch(row -> brief.equals(row.get("transaction_id")));
        assertThat(server.lab().ledger().entries(SYNC))
                .as("1 + 1 refused + 3 + 1")
                .hasSize(6);
        assertThat(tally(sync("transactions"), "unchanged")).isZero();
    }

    @Test
    void aBrokenItemStopsNoOtherAndLosesNothing() {
        giro.breaks(PlaidError.LOGIN_REQUIRED);
        var first = sync("transactions");
        ended(first, "partial");
        assertThat(first.toString()).contains("Reconnect 'giro'");
        assertThat(rows("transactions")).hasSize(4);
        server.lab().ledger().clear();
        cards.book(1);
        var second = sync("transactions");
        ended(second, "partial");
        assertThat(tally(second, "created")).as("cards goes on from its cursor").isEqualTo(1);
        assertThat(tally(second, "unchanged")).as("and is not read again").isZero();

        giro.mend();
        var mended = sync("transactions");
        ended(mended, "succeeded");
        assertThat(tally(mended, "created")).isEqualTo(5);
        assertThat(rows("transactions")).hasSize(10);

        ended(sync("accounts"), "succeeded");
        giro.breaks(PlaidError.INSTITUTION_DOWN);
        giro.book(2);
        for (int run = 0; run < 3; run++) {
            var down = sync("accounts?full=true");
            ended(down, "partial");
            assertThat(down.toString()).contains("The bank of 'giro' does not answer now; wait");
        }
        ended(sync("transactions?full=true"), "partial");
        assertThat(rows("accounts"))
                .as("an incomplete listing proves nothing gone")
                .hasSize(2);
        assertThat(rows("transactions")).hasSize(10);
        giro.mend();
        ended(sync("transactions"), "succeeded");
        assertThat(rows("transactions")).hasSize(12);
    }

    @Test
    void whenNoItemCanBeReadTheRunFailsAndSaysWhatToDo() {
        ended(sync("transactions"), "succeeded");
        giro.breaks(PlaidError.LOGIN_REQUIRED);
        cards.breaks(PlaidError.LOGIN_REQUIRED);
        var failed = sync("transactions");
        ended(failed, "failed");
        assertThat(failed.toString()).contains("Reconnect 'giro'", "Reconnect 'cards'");
        assertThat(failed.toString()).doesNotContain(giro.accessToken(), PlaidApi.KEY);
        giro.mend();
        cards.mend();
        server.lab().faults().add(Fault.of(Fault.Kind.STATUS, SYNC).value("503").times(Fault.FOREVER));
        ended(sync("transactions"), "failed");
        assertThat(rows("transactions")).hasSize(9);
        server.lab().faults().clear();
        giro.book(1);
        var again = sync("transactions");
        ended(again, "succeeded");
        assertThat(tally(again, "created")).isEqualTo(1);
    }

    @Test
    void anItemThatHadTooManyCallsIsLeftAlone() {
        cards.refuses(PlaidError.ITEM_RATE_LIMIT);
        var first = sync("transactions");
        ended(first, "partial");
        assertThat(first.toString()).contains("too many calls for 'cards'");
        assertThat(rows("transactions")).hasSize(5);
    }

    @Test
    void aTransactionThatCannotBeReadIsNamedAndComesLater() {
        var odd = giro.book(account, "5.00", "Odd");
        giro.change(odd, "amount", "five");
        var first = sync("transactions");
        ended(first, "partial");
        assertThat(tally(first, "failed")).isEqualTo(1);
        assertThat(rows("transactions")).hasSize(9);
        giro.change(odd, "amount", new BigDecimal("5.00"));
        ended(sync("transactions"), "succeeded");
        assertThat(transaction(odd)).containsEntry("amount", new BigDecimal("5.00"));
    }

    @Test
    void aRehearsalReadsInventedAccountsIntoTablesOfItsOwn() {
        inForce("""
                version: 1
                connections:
                  rehearsed:
                    connector: plaid
                    settings:
                      client_id: "${PLAID_CLIENT_ID:-}"
                      secret: "${PLAID_SECRET:-}"
                      items: { giro: "${PLAID_GIRO:-}", cards: "${PLAID_CARDS:-}" }
                      base_url: "${PLAID_URL:-}"
                    rehearsal: lab.plaid
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  rehearsedNN:
                    left: { connection: rehearsed, table: transactions }
                    right: { connection: database, table: rehearsedNN, key: transaction_id }
                    fields:
                      - { left: amount, right: amount, type: decimal, required: true }
                      - { left: pending, right: pending, type: boolean }
                """.replace("NN", Integer.toString(number)));

        ended(sync("rehearsed"), "succeeded");

        assertThat(server.data()
                        .sql("select * from rehearsal_rehearsed" + number)
                        .query()
                        .listOfRows())
                .as("two logins of the lab")
                .hasSize(152)
                .anySatisfy(row -> assertThat(row).containsEntry("pending", true));
    }
}
