package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.cli.TestCommandLine;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connector.Connector;
import dev.tallystick.lab.LabServices;
import dev.tallystick.lab.plaid.PlaidError;
import dev.tallystick.lab.plaid.PlaidItem;
import dev.tallystick.sync.Config;
import dev.tallystick.sync.ReadConfig;
import dev.tallystick.sync.Sync.Retry;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The finance document, end to end: banks and rates into a database, with the document's own statuses, its retries and
/// its parent with children, through API and command line. The scenarios build on each other, as days do.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FinanceExampleTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("finance");

    private static final Map<String, String> LIVE = Map.of(
            "PLAID_CLIENT_ID", "5f0c",
            "PLAID_SECRET", "hush",
            "PLAID_GIRO", "access-production-1",
            "PLAID_CARDS", "access-production-2",
            "FRANKFURTER_URL", "https://api.frankfurter.dev",
            "OPENEXCHANGERATES_APP_ID", "0123456789abcdef");

    @Test
    @Order(1)
    void rehearsesWithoutCredentialsAndIsLiveWithThem() {
        assertThat(read(Map.of()).problems()).isEmpty();
        assertThat(Objects.requireNonNull(read(Map.of()).config()).syncs()).allMatch(Config.Entry::rehearsal);
        assertThat(read(LIVE).problems()).isEmpty();
        assertThat(Objects.requireNonNull(read(LIVE).config()).syncs()).noneMatch(Config.Entry::rehearsal);
        for (var entry : Objects.requireNonNull(read(LIVE).config()).syncs()) {
            assertThat(entry.schedule()).as(entry.definition().name()).isNotNull();
            assertThat(entry.definition().retry().attempts()).isEqualTo(5);
            assertThat(entry.definition().retry().backoff()).isEqualTo(dev.tallystick.sync.Sync.Backoff.POLYNOMIAL);
        }
    }

    @Test
    @Order(2)
    void loadsTheBanksAsOneParentWithTwoChildren() {
        var line = new TestCommandLine(server.address(), token());
        assertThat(line.run("records", "banks")).isZero();
        assertThat(line.said()).contains("It has never run.");

        assertThat(line.run("sync", "--group", "banks", "--wait"))
                .as(line.said())
                .isZero();

        assertThat(rows("rehearsal_accounts"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row).containsKey("balance").doesNotContainEntry("currency", null));
        assertThat(rows("rehearsal_bank_transactions")).hasSize(152);
        var parent = record("banks");
        assertThat(parent.get("status").asString()).isEqualTo("completed");
        assertThat(parent.get("completedAt").isNull()).isFalse();
        assertThat(parent.get("errorMessage").isNull()).isTrue();
        assertThat(parent.at("/metadata/created").asLong()).isEqualTo(156);
        assertThat(parent.get("children")
                        .valueStream()
                        .map(child -> child.get("of").asString()))
                .containsExactly("accounts", "transactions");
        assertThat(record("accounts").at("/metadata/created").asLong()).isEqualTo(4);
        assertThat(line.run("records", "banks")).isZero();
        assertThat(line.said()).contains("completed").contains("transactions").contains("152 created");
        assertThat(server.get("/api/v1/syncs/accounts").get("rehearsal").asBoolean())
                .isTrue();
    }

    @Test
    @Order(3)
    void postsWhatWasPendingAndKeepsItsHistory() {
        var pending = pending();
        var id = pending.get("transaction_id").toString();
        var posted = giro().post(id, "70.00");

        assertThat(server.sync("transactions").get("status").asString()).isEqualTo("succeeded");

        assertThat(transaction(id)).containsEntry("state", "removed").containsEntry("amount", new BigDecimal("64.00"));
        assertThat(transaction(posted))
                .containsEntry("replaces", id)
                .containsEntry("pending", false)
                .containsEntry("amount", new BigDecimal("70.00"));
        var passport = server.get("/api/v1/rows?sync=transactions&side=right&row=" + id)
                .toString();
        assertThat(passport).contains("64").contains("the upstream says that it was removed");
    }

    @Test
    @Order(4)
    void aBankThatWantsItsPersonStopsNeitherTheOtherNorLosesAnything() {
        giro().breaks(PlaidError.LOGIN_REQUIRED);
        giro().book(2);
        cards().book(1);

        assertThat(press("banks").get("status").asString()).isEqualTo("partial");

        var parent = record("banks");
        assertThat(parent.get("status").asString()).as("a child failed").isEqualTo("failed");
        assertThat(parent.get("completedAt").isNull()).isTrue();
        assertThat(parent.get("errorMessage").asString())
                .contains("Accounts: Reconnect 'giro'")
                .contains("Transactions: Reconnect 'giro'");
        assertThat(record("transactions").get("outcome").asString()).isEqualTo("partial");
        var run = server.get(
                "/api/v1/runs/" + parent.get("children").get(1).get("run").asLong());
        assertThat(run.at("/problem/code").asString()).isEqualTo("sign_in");
        assertThat(run.at("/problem/action").asString()).isEqualTo("reconnect");
        assertThat(live("rehearsal_bank_transactions")).as("cards goes on").isEqualTo(153);

        giro().mend();
        assertThat(press("banks").get("status").asString()).isEqualTo("succeeded");
        assertThat(record("banks").get("status").asString()).isEqualTo("completed");
        assertThat(live("rehearsal_bank_transactions")).as("nothing was lost").isEqualTo(155);
    }

    @Test
    @Order(5)
    void anOutageIsTriedAgainFiveTimesAtMostAndSaysWhen() {
        giro().breaks(PlaidError.INSTITUTION_DOWN);
        cards().breaks(PlaidError.INSTITUTION_DOWN);
        long run = server.post(202, "/api/v1/sync/accounts")
                .get("runs")
                .get(0)
                .get("run")
                .asLong();

        for (int attempt = 1; attempt < 5; attempt++) {
            int begun = attempt;
            var job = Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> server.get("/api/v1/jobs?sync=accounts&state=retrying")
                                    .get("items"),
                            items -> items.size() == 1
                                    && items.get(0).get("attempts").asInt() == begun)
                    .get(0);
            assertThat(job.get("problem").asString()).contains("The bank of 'giro' does not answer now; wait");
            var record = record("accounts");
            assertThat(record.get("status").asString()).isEqualTo("syncing");
            assertThat(record.get("errorMessage").asString()).contains("does not answer now");
            assertThat(record.get("nextAttemptAt").asString())
                    .isEqualTo(job.get("dueAt").asString());
            assertThat(Instant.parse(job.get("dueAt").asString()))
                    .isBefore(Instant.now().plusSeconds(4 + (long) (Math.pow(begun, 4) * 1.15)));
            // A person need not wait: "Retry" on the page of jobs.
            server.send("POST", "/api/v1/jobs/retry", "{\"sync\":\"accounts\"}");
        }

        var ended = server.ended(run);
        assertThat(ended.get("status").asString()).isEqualTo("failed");
        assertThat(ended.get("attempts").size()).isEqualTo(5);
        var failed = record("accounts");
        assertThat(failed.get("status").asString()).isEqualTo("failed");
        assertThat(failed.at("/metadata/attempts").asInt()).isEqualTo(5);
        assertThat(failed.get("errorMessage").asString()).contains("The bank of 'giro' does not answer now");
        assertThat(rows("rehearsal_accounts"))
                .as("and nobody's account is closed for it")
                .noneMatch(row -> "closed".equals(row.get("state")));
        giro().mend();
        cards().mend();
    }

    @Test
    @Order(6)
    void whatIsGoneIsNotTriedAgain() {
        giro().breaks(PlaidError.ITEM_NOT_FOUND);
        cards().breaks(PlaidError.ITEM_NOT_FOUND);
        var run = server.sync("accounts");
        giro().mend();
        cards().mend();

        assertThat(run.get("status").asString()).isEqualTo("failed");
        assertThat(run.get("attempts").size()).isEqualTo(1);
        assertThat(run.at("/problem/code").asString()).isEqualTo("not_found");
        assertThat(run.get("sentence").asString()).contains("'giro' is gone: its item was removed at Plaid");
        assertThat(rows("rehearsal_accounts")).as("its rows stay").hasSize(4);
    }

    @Test
    @Order(7)
    void ratesAreStoredUnderTheDayOfTheirObservation() {
        assertThat(server.sync("ecb_rates").get("status").asString()).isEqualTo("succeeded");
        assertThat(server.sync("open_rates").get("status").asString()).isEqualTo("succeeded");

        var ecb = rows("rehearsal_ecb_rates");
        assertThat(ecb).hasSizeGreaterThan(800).allSatisfy(row -> {
            var day = LocalDate.parse(row.get("observed_on").toString());
            assertThat(day.getDayOfWeek().getValue())
                    .as("a working day: " + day)
                    .isLessThan(6);
            assertThat(row.get("rate"))
                    .isEqualTo(server.lab().rates().ofOneEuro(row.get("quote").toString(), day));
        });
        assertThat(rows("rehearsal_open_rates"))
                .anySatisfy(
                        row -> assertThat(LocalDate.parse(row.get("observed_on").toString())
                                        .getDayOfWeek()
                                        .getValue())
                                .isGreaterThan(5));

        server.lab().ledger().clear();
        var again = server.sync("ecb_rates");
        assertThat(again.at("/tally/right/created").asLong()).isZero();
        assertThat(server.lab().ledger().entries())
                .as("one call when nothing is new")
                .hasSize(1);
        assertThat(server.get("/api/v1/sync/records/ecb_rates?limit=1")
                        .get("items")
                        .size())
                .isEqualTo(1);
    }

    @Test
    @Order(8)
    void mapsEveryItemOfTheDocument() throws Exception {
        var readme = Files.readString(folder().resolve("README.md"));
        assertThat(List.of(
                        "AccountSyncJob",
                        "PlaidSyncJob",
                        "ExchangeRateSyncJob",
                        "queue_as",
                        "polynomially_longer",
                        "attempts: 5",
                        "discard_on",
                        "RecordNotFound",
                        "syncs.create!",
                        "syncable",
                        "pending",
                        "syncing",
                        "completed",
                        "failed",
                        "completed_at",
                        "metadata",
                        "transactions_synced",
                        "balances_updated",
                        "error_message",
                        "raise",
                        "find_or_create_by",
                        "plaid_transaction_id",
                        "access_token",
                        "sidekiq-cron",
                        "0 */6 * * *",
                        "Current.family",
                        "Log errors",
                        "rate limits",
                        "VCR",
                        "/sync AccountSyncJob"))
                .allSatisfy(item -> assertThat(readme).contains(item));
    }

    private static Config.Reading read(Map<String, String> environment) {
        var connectors = new Connectors(new ArrayList<>(server.beans(Connector.class)));
        return new ReadConfig(connectors, environment, LabServices.NAMES, Retry.DEFAULT)
                .file(folder().resolve("tallystick.yaml"));
    }

    private static Path folder() {
        var here = Path.of("examples/finance");
        return Files.isDirectory(here) ? here : Path.of("../examples/finance");
    }

    private static String token() {
        try {
            return Files.readString(server.dataDir().resolve("admin-token")).strip();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PlaidItem giro() {
        return server.lab().plaid().item();
    }

    private static PlaidItem cards() {
        return server.lab().plaid().item("cards");
    }

    private static JsonNode record(String of) {
        return server.get("/api/v1/sync/records/" + of).get("items").get(0);
    }

    /// Starts the group and waits for the end of its last child.
    private static JsonNode press(String group) {
        server.post(202, "/api/v1/groups/" + group + "/sync");
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> server.get("/api/v1/groups/" + group).get("lastRun"),
                        run -> !run.get("status").asString().equals("running"));
    }

    private static List<Map<String, Object>> rows(String table) {
        return server.data().sql("select * from " + table).query().listOfRows();
    }

    private static long live(String table) {
        return rows(table).stream()
                .filter(row -> !"removed".equals(row.get("state")))
                .count();
    }

    private static Map<String, Object> pending() {
        return rows("rehearsal_bank_transactions").stream()
                .filter(row -> Boolean.TRUE.equals(row.get("pending")))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> transaction(String id) {
        return rows("rehearsal_bank_transactions").stream()
                .filter(row -> id.equals(row.get("transaction_id")))
                .findFirst()
                .orElseThrow();
    }
}
