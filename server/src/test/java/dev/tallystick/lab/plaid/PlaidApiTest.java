package dev.tallystick.lab.plaid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the lab's Plaid does that its own client does not ask for.
class PlaidApiTest {
    private final Lab lab = Lab.start(Lab.Options.STANDARD);
    private final EgressClient egress = new EgressClient(lab.allowed());
    private final PlaidItem item = lab.plaid().item();
    private final String account = item.addAccount("Giro", "depository", "1200.50");

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    private Response send(String path, String body) {
        return egress.send(Request.json(Method.POST, lab.uri(PlaidApi.PREFIX + path), body)
                .with("PLAID-CLIENT-ID", PlaidApi.KEY)
                .with("PLAID-SECRET", PlaidApi.KEY)
                .allowing(lab.allowed()));
    }

    private JsonNode sync(String cursor, int count) {
        return JsonBodies.read(send(
                "/transactions/sync",
                "{\"access_token\":\"%s\",\"cursor\":\"%s\",\"count\":%d}"
                        .formatted(item.accessToken(), cursor, count)));
    }

    private static String next(JsonNode page) {
        return page.get("next_cursor").asString();
    }

    private static List<String> ids(JsonNode page, String kind) {
        return page.get(kind)
                .valueStream()
                .map(each -> each.get("transaction_id").asString())
                .toList();
    }

    @Test
    void noticesThatTheBankBookedBetweenTwoPages() {
        item.book(5);
        var first = sync("", 2);
        item.book(account, "9.99", "Kiosk");
        var second = sync(next(first), 2);
        assertThat(second.path("error_code").asString()).isEqualTo("TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION");
        assertThat(ids(sync("", 500), "added")).hasSize(6);
    }

    @Test
    void tellsAPostedTransactionOnAnotherPageThanItsPendingOne() {
        var pending = item.pend(account, "40.00", "Hotel");
        item.book(2);
        var cursor = next(sync("", 500));
        var posted = item.post(pending, "46.00");
        var first = sync(cursor, 1);
        assertThat(ids(first, "removed")).containsExactly(pending);
        assertThat(first.get("has_more").asBoolean()).isTrue();
        var second = sync(next(first), 1);
        assertThat(ids(second, "added")).containsExactly(posted);
        assertThat(second.at("/added/0/pending_transaction_id").asString()).isEqualTo(pending);
        assertThat(second.get("has_more").asBoolean()).isFalse();
    }

    @Test
    void collapsesWhatCameAndWentBetweenTwoLoops() {
        item.book(1);
        var cursor = next(sync("", 500));
        var brief = item.book(account, "1.00", "Typo");
        item.change(item.transactionIds().getFirst(), "name", "CORRECTED");
        item.remove(brief);
        var page = sync(cursor, 500);
        assertThat(ids(page, "added")).isEmpty();
        assertThat(ids(page, "removed")).isEmpty();
        assertThat(ids(page, "modified")).hasSize(1);
        item.tellsAllRemovals(true);
        assertThat(ids(sync(cursor, 500), "removed")).containsExactly(brief);
    }

    @Test
    void countsCallsByTheMinute() {
        for (int call = 0; call < 5; call++) {
            assertThat(send("/accounts/balance/get", "{\"access_token\":\"" + item.accessToken() + "\"}")
                            .status())
                    .isEqualTo(200);
        }
        var refused = send("/accounts/balance/get", "{\"access_token\":\"" + item.accessToken() + "\"}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(JsonBodies.read(refused).get("error_code").asString()).isEqualTo("ACCOUNTS_BALANCE_GET_LIMIT");
    }

    @Test
    void refusesInTheWordsOfPlaid() {
        lab.faults().add(Fault.of(Fault.Kind.STATUS, PlaidApi.PREFIX).value("503"));
        var down = send("/accounts/get", "{}");
        assertThat(down.status()).isEqualTo(503);
        assertThat(JsonBodies.read(down).get("error_code").asString()).isEqualTo("PLANNED_MAINTENANCE");
        var unknown = send("/accounts/get", "{\"access_token\":\"" + item.accessToken() + "\",\"page\":1}");
        assertThat(JsonBodies.read(unknown).get("error_code").asString()).isEqualTo("UNKNOWN_FIELDS");
        assertThat(JsonBodies.read(send("/nothing", "{}")).get("error_type").asString())
                .isEqualTo("INVALID_REQUEST");
    }
}
