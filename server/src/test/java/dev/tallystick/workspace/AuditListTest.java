package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.TestServer.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people find in the audit trail, and take out of it as a file.
class AuditListTest {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static PersonId ada;
    private static PersonId olga;
    private static String admin;
    private static String operator;
    private static Instant noon;

    @BeforeAll
    static void aTrail() {
        ada = server.person("ada@example.org", Role.ADMIN);
        olga = server.person("olga@example.org", Role.OPERATOR);
        admin = server.token(ada, Scope.ADMIN);
        operator = server.token(olga, Scope.RUN);
        record(ada, "Ada", "sync.paused", "sync clients", Map.of("before", "not paused", "after", "=HYPERLINK(\"x\")"));
        server.clock.pass(Duration.ofHours(1));
        noon = server.clock.instant();
        record(olga, "Olga", "run.triggered", "run 7", Map.of("sync", "clients"));
        record(olga, "Olga", "conflict.resolved", "conflict 3", Map.of("run", "7", "after", "-5"));
        record(ada, "Ada", "sync.resumed", "sync clients, \"old\"", Map.of());
        server.clock.pass(Duration.ofHours(1));
    }

    private static void record(PersonId who, String name, String action, String object, Map<String, String> detail) {
        WorkspaceId main = server.main();
        server.database().transactions().in(main, db -> {
            server.bean(AuditTrail.class)
                    .record(db, main, new Actor(who, name, null, "192.0.2.7"), action, object, detail);
            return true;
        });
    }

    private static Answer get(String token, String path) {
        return server.send("GET", path, "", "Authorization", "Bearer " + token);
    }

    private static String actions(String token, String filter) {
        var actions = new ArrayList<String>();
        Answer answer = get(token, "/api/v1/audit?limit=200" + filter);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        answer.json()
                .get("items")
                .forEach(item -> actions.add(item.get("action").asString()));
        return String.join(" ", actions);
    }

    @Test
    void isFilteredByEachOfItsParts() {
        assertThat(actions(admin, "&object=sync")).isEqualTo("sync.resumed sync.paused");
        assertThat(actions(admin, "&object=sync%20clients")).isEqualTo("sync.paused");
        assertThat(actions(admin, "&action=sync.paused")).isEqualTo("sync.paused");
        assertThat(actions(admin, "&action=sync.")).isEqualTo("sync.resumed sync.paused");
        assertThat(actions(admin, "&actor=olg&to=" + noon.plusSeconds(1))).isEqualTo("conflict.resolved run.triggered");
        assertThat(actions(admin, "&to=" + noon.plusSeconds(1) + "&actor=" + olga.value()))
                .isEqualTo("conflict.resolved run.triggered");
        assertThat(actions(admin, "&run=7")).isEqualTo("conflict.resolved run.triggered");
        assertThat(actions(admin, "&action=sync.&from=" + noon)).isEqualTo("sync.resumed");
        assertThat(actions(admin, "&action=sync.&to=" + noon)).isEqualTo("sync.paused");
        assertThat(get(admin, "/api/v1/audit?from=yesterday").status()).isEqualTo(400);
    }

    @Test
    void showsBeforeAfterAndAddress() {
        JsonNode entry = get(admin, "/api/v1/audit?action=sync.paused")
                .json()
                .get("items")
                .get(0);
        assertThat(entry.get("before").asString()).isEqualTo("not paused");
        assertThat(entry.get("after").asString()).isEqualTo("=HYPERLINK(\"x\")");
        assertThat(entry.get("address").asString()).isEqualTo("192.0.2.7");
        assertThat(entry.get("actorId").asLong()).isEqualTo(ada.value());
        assertThat(entry.get("detail")).isEmpty();
    }

    @Test
    void whoIsNoAdminSeesWhatTheyDidThemselves() {
        String all = "conflict.resolved run.triggered";
        assertThat(actions(operator, "&to=" + noon.plusSeconds(1))).isEqualTo(all);
        assertThat(actions(operator, "&actor=" + ada.value())).isEmpty();
        assertThat(get(operator, "/api/v1/audit/export?actor=" + ada.value() + "&format=json")
                        .json())
                .isEmpty();
        assertThat(actions(server.token(ada, Scope.READ), "&actor=olg"))
                .as("a token of an admin that may only read")
                .isEmpty();
    }

    @Test
    void comesInPagesWithoutALossOrADouble() {
        var seen = new ArrayList<Long>();
        String cursor = "";
        do {
            JsonNode page = get(admin, "/api/v1/audit?limit=3" + cursor).json();
            page.get("items").forEach(item -> seen.add(item.get("seq").asLong()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).doesNotHaveDuplicates().endsWith(1L).hasSizeGreaterThan(6);
        assertThat(seen.getFirst()).isEqualTo(seen.size());
    }

    @Test
    void theFileHoldsExactlyTheFilterAndNoFormula() {
        Answer csv = get(admin, "/api/v1/audit/export?object=sync");
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"audit.csv\"");
        String[] lines = csv.body().split("\r\n");
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).isEqualTo("number,at,actor,action,object,before,after,address,detail");
        assertThat(lines[1]).contains(",sync.resumed,\"sync clients, \"\"old\"\"\",");
        assertThat(lines[2]).contains(",\"'=HYPERLINK(\"\"x\"\")\",192.0.2.7");

        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(get(admin, "/api/v1/audit/export?object=sync&format=json")
                        .body());
        assertThat(json).hasSize(2);
        assertThat(json.get(1).get("after").asString())
                .as("machines get the value")
                .isEqualTo("=HYPERLINK(\"x\")");
        assertThat(get(admin, "/api/v1/audit/export?object=conflict").body())
                .as("a number is no formula")
                .contains(",-5,192.0.2.7");
        assertThat(get(admin, "/api/v1/audit/export?format=xml").status()).isEqualTo(400);
        assertThat(actions(admin, "&action=exported&object=audit")).startsWith("exported");
    }
}
