package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people do over the API stands in the audit trail, with who, from where and what it was before; and a plan that
/// nobody looked at is not approved.
class WhoDidWhatTest {
    private static final WorkspaceId MAIN = new WorkspaceId(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    private record Entry(String actor, String action, String subject, JsonNode detail) {
        String detail(String name) {
            return detail.path(name).asString("");
        }
    }

    private static List<Entry> trail(String action) {
        return server.bean(Transactions.class)
                .in(
                        MAIN,
                        jdbc -> jdbc.sql(
                                        "select actor, action, subject, detail::text from audit where action = ? order by seq")
                                .param(action)
                                .query((row, _) -> new Entry(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        JSON.readTree(row.getString(4))))
                                .list());
    }

    private static Entry last(String action) {
        var entries = trail(action);
        assertThat(entries).as(action).isNotEmpty();
        var last = entries.getLast();
        assertThat(last.actor()).as(action).matches("scripts \\(token \\w{12}\\)");
        assertThat(last.detail("address")).as(action).isEqualTo("127.0.0.1");
        return last;
    }

    @Test
    void namesWhoStartedPlannedPausedAndResumed() {
        var run = server.sync("clients").get("id").asLong();
        assertThat(last("run.triggered").subject()).isEqualTo("run " + run);
        assertThat(last("run.triggered").detail("sync")).isEqualTo("clients");
        assertThat(last("run.triggered").detail("became")).isEqualTo("new");

        var plan = server.post(202, "/api/v1/syncs/clients/plan").get("run").asLong();
        server.ended(plan);
        assertThat(last("plan.requested").subject()).isEqualTo("run " + plan);

        assertThat(server.send("POST", "/api/v1/syncs/clients/pause", "{\"reason\":\"Stock-taking.\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(last("sync.paused").subject()).isEqualTo("sync clients");
        assertThat(last("sync.paused").detail("before")).isEqualTo("not paused");
        assertThat(last("sync.paused").detail("after")).isEqualTo("Stock-taking.");
        server.post(200, "/api/v1/syncs/clients/resume");
        assertThat(last("sync.resumed").detail("before")).isEqualTo("paused: Stock-taking.");

        assertThat(server.send("PUT", "/api/v1/schedules/clients", "{\"cron\":\"0 */4 * * *\",\"zone\":\"UTC\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(last("schedule.changed").detail("after")).contains("*/4");
        var verified = server.get("/api/v1/audit/verification");
        assertThat(verified.get("sound").asBoolean()).isTrue();
        assertThat(verified.get("entries").asLong())
                .isEqualTo(verified.get("head").get("seq").asLong())
                .isPositive();
    }

    @Test
    void namesWhoHadTheFileReadAgain() {
        server.bean(Transactions.class)
                .system(jdbc -> jdbc.sql("update sync set removed_at = now() where name = 'appointments'")
                        .update());
        server.post(200, "/api/v1/config/apply");

        assertThat(trail("config.applied").getFirst().actor()).isEqualTo("Tallystick");
        assertThat(last("config.applied").detail("changes")).contains("Sync 'appointments' added");
    }

    @Test
    void approvesOnlyTheVeryPlanThatWasLookedAt() {
        var done = server.sync("clients");
        var notHeld =
                approve(done.get("id").asLong(), done.get("plan").get("hash").asString());
        assertThat(notHeld).isEqualTo("409 not_held");
        assertThat(approve(done.get("id").asLong(), "another")).isEqualTo("409 not_held");
        assertThat(approve(999_999, "another")).isEqualTo("404 not_found");

        for (var id = 1001; id <= 1120; id++) {
            server.lab().partner().clients().change("" + id, "first_name", "Another " + id);
        }
        var held = server.sync("clients");
        assertThat(held.get("status").asString()).as("" + held).isEqualTo("held");
        long run = held.get("id").asLong();
        assertThat(approve(run, "another")).isEqualTo("409 other_plan");
        assertThat(server.get("/api/v1/runs/" + run).get("status").asString()).isEqualTo("held");
        assertThat(trail("run.approved")).isEmpty();

        var hash = held.get("plan").get("hash").asString();
        assertThat(approve(run, hash)).startsWith("202");
        assertThat(server.ended(run).get("status").asString()).isEqualTo("succeeded");
        assertThat(last("run.approved").subject()).isEqualTo("run " + run);
        assertThat(last("run.approved").detail("plan")).isEqualTo(hash);
    }

    @Test
    void namesWhoCancelled() {
        server.lab().faults().clear();
        server.lab().partner().limitRate(1, java.time.Duration.ofSeconds(30));
        var run = server.post(202, "/api/v1/sync/appointments")
                .get("runs")
                .get(0)
                .get("run")
                .asLong();
        var cancelled = server.send("POST", "/api/v1/runs/" + run + "/cancel", "");
        server.lab().partner().limitRate(1_000, java.time.Duration.ofSeconds(1));
        assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(202);

        assertThat(last("run.cancelled").subject()).isEqualTo("run " + run);
        assertThat(last("run.cancelled").detail("sync")).isEqualTo("appointments");
    }

    private static String approve(long run, String hash) {
        var answer = server.send("POST", "/api/v1/runs/" + run + "/approve", "{\"hash\":\"" + hash + "\"}");
        return answer.statusCode() + " "
                + JSON.readTree(answer.body()).path("code").asString("");
    }
}
