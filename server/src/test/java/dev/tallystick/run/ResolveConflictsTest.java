package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Conflicts over HTTP, in the whole application: shown, decided, carried out.
class ResolveConflictsTest {
    @RegisterExtension
    static final TwoSidedServer server = new TwoSidedServer("one", "own", "alike", "paused", "moved");

    /// Somebody edits the same field of these people on both sides.
    private static void clash(String sync, String field, Map<String, Value[]> edits) {
        edits.forEach((name, values) -> {
            server.left(sync).put(server.left(sync).named(name).getFirst(), field, values[0]);
            server.right(sync).put(server.right(sync).named(name).getFirst(), field, values[1]);
        });
        server.sync(sync);
    }

    private static void people(String sync, String... names) {
        for (var name : names) {
            server.left(sync)
                    .insert(Map.of(
                            "name", Value.text(name), "city", Value.text("London"), "score", Value.decimal("1")));
        }
        assertThat(server.sync(sync).get("status").asString()).isEqualTo("succeeded");
    }

    private static Value[] texts(String left, String right) {
        return new Value[] {Value.text(left), Value.text(right)};
    }

    private static JsonNode conflicts(String query) {
        return server.get("/api/v1/conflicts?" + query);
    }

    @Test
    void showsAConflictAndCarriesOutWhatAPersonDecides() {
        people("one", "Ada");
        clash("one", "city", Map.of("Ada", texts("Paris", "Rome")));

        var open = conflicts("sync=one&state=open");

        assertThat(open.get("total").asLong()).isEqualTo(1);
        var conflict = open.get("items").get(0);
        assertThat(conflict.get("left").asString()).isEqualTo("Paris");
        assertThat(conflict.get("right").asString()).isEqualTo("Rome");
        assertThat(conflict.get("leftBase").asString()).isEqualTo("London");
        var id = conflict.get("id").asLong();

        var resolved = server.post(202, "/api/v1/conflicts/" + id + "/resolve", chosen("left", conflict));

        assertThat(resolved.at("/conflict/state").asString()).isEqualTo("decided");
        assertThat(resolved.at("/conflict/decidedBy").asString()).isEqualTo("scripts");
        assertThat(server.ended(resolved.at("/run/run").asLong()).get("status").asString())
                .isEqualTo("succeeded");
        assertThat(server.right("one").text(server.right("one").named("Ada").getFirst(), "city"))
                .isEqualTo("Paris");
        server.sync("one");
        var settled = server.get("/api/v1/conflicts/" + id);
        assertThat(settled.get("state").asString()).isEqualTo("settled");
        assertThat(settled.get("right").asString()).as("the loser is kept").isEqualTo("Rome");
        assertThat(server.trail("conflict.resolved"))
                .anySatisfy(entry -> assertThat(entry).contains("conflict " + id, "left"));
        var again = server.post(409, "/api/v1/conflicts/" + id + "/resolve", chosen("right", conflict));
        assertThat(again.get("code").asString()).isEqualTo("settled");
        server.post(404, "/api/v1/conflicts/999999/resolve", chosen("left", conflict));
    }

    private static String chosen(String side, JsonNode conflict) {
        return "{\"choice\":\"" + side + "\",\"version\":\""
                + conflict.get("version").asString() + "\"}";
    }

    @Test
    void decidesNothingThatThePersonHasNotSeen() {
        people("moved", "Ada");
        clash("moved", "city", Map.of("Ada", texts("Paris", "Rome")));
        var seen = conflicts("sync=moved&state=open").at("/items/0");
        var path = "/api/v1/conflicts/" + seen.get("id").asLong() + "/resolve";
        clash("moved", "city", Map.of("Ada", texts("Paris", "Oslo")));

        var refused = server.post(409, path, chosen("right", seen));

        assertThat(refused.get("code").asString()).isEqualTo("moved");
        assertThat(refused.get("detail").asString()).contains("has changed since you saw it");
        var now = conflicts("sync=moved&state=open").at("/items/0");
        assertThat(now.get("id")).isEqualTo(seen.get("id"));
        assertThat(now.get("decided").isNull()).isTrue();
        assertThat(server.post(400, path, "{\"choice\":\"right\"}").toString()).contains("which version");
        server.ended(server.post(202, path, chosen("right", now)).at("/run/run").asLong());
        assertThat(server.left("moved").text(server.left("moved").named("Ada").getFirst(), "city"))
                .isEqualTo("Oslo");
    }

    @Test
    void takesAValueOfOnesOwnWhenTheFieldDoes() {
        people("own", "Ada");
        clash("own", "score", Map.of("Ada", new Value[] {Value.decimal("2"), Value.decimal("3")}));
        var conflict = conflicts("sync=own&state=open").at("/items/0");
        var path = "/api/v1/conflicts/" + conflict.get("id").asLong() + "/resolve";
        var version = ",\"version\":\"" + conflict.get("version").asString() + "\"}";

        var refused = server.post(400, path, "{\"choice\":\"other\",\"value\":\"many\"" + version);
        assertThat(refused.get("detail").asString()).isEqualTo("'score' takes a number, which this value is not.");
        assertThat(server.post(400, path, "{\"choice\":\"mine\"" + version)
                        .get("detail")
                        .asString())
                .contains("left, right, other");
        assertThat(conflicts("sync=own&state=open").get("total").asLong()).isEqualTo(1);

        var run = server.post(202, path, "{\"choice\":\"other\",\"value\":4.5" + version)
                .at("/run/run")
                .asLong();

        assertThat(server.ended(run).get("status").asString()).isEqualTo("succeeded");
        for (var table : new MemoryTables.MemoryTable[] {server.left("own"), server.right("own")}) {
            assertThat(table.rows().values().iterator().next().get("score"))
                    .isEqualTo(new Value.Decimal(new BigDecimal("4.5")));
        }
    }

    @Test
    void resolvesAllAlikeOnlyWhenTheyAreAsManyAsThePersonSaw() {
        people("alike", "Ada", "Grace", "Linus");
        clash("alike", "city", Map.of("Ada", texts("A", "B"), "Grace", texts("C", "D"), "Linus", texts("E", "F")));
        assertThat(conflicts("sync=alike&state=open&limit=2").get("items").size())
                .isEqualTo(2);
        var next = conflicts("sync=alike&state=open&limit=2").get("next").asString();
        assertThat(conflicts("sync=alike&state=open&limit=2&cursor=" + next)
                        .get("items")
                        .size())
                .isEqualTo(1);
        var like = "{\"filter\":{\"sync\":\"alike\",\"field\":\"city\"},\"choice\":\"right\",\"expected\":%d}";

        var refused = server.post(409, "/api/v1/conflicts/resolve", like.formatted(2));
        assertThat(refused.get("code").asString()).isEqualTo("other_count");
        assertThat(conflicts("sync=alike&state=open").get("total").asLong()).isEqualTo(3);

        var resolved = server.post(202, "/api/v1/conflicts/resolve", like.formatted(3));

        assertThat(resolved.get("resolved").asLong()).isEqualTo(3);
        assertThat(server.ended(resolved.at("/runs/0/run").asLong())
                        .get("status")
                        .asString())
                .isEqualTo("succeeded");
        assertThat(server.left("alike").rows().values())
                .extracting(row -> row.get("city"))
                .containsExactlyInAnyOrder(Value.text("B"), Value.text("D"), Value.text("F"));
        assertThat(server.post(400, "/api/v1/conflicts/resolve", "{\"choice\":\"left\"}")
                        .get("code")
                        .asString())
                .isEqualTo("invalid");
    }

    @Test
    void keepsTheDecisionOfAPausedSyncForItsNextRun() {
        people("paused", "Ada");
        clash("paused", "city", Map.of("Ada", texts("Paris", "Rome")));
        var conflict = conflicts("sync=paused&state=open").at("/items/0");
        var id = conflict.get("id").asLong();
        server.post(200, "/api/v1/syncs/paused/pause", "");

        var resolved = server.post(202, "/api/v1/conflicts/" + id + "/resolve", chosen("right", conflict));

        assertThat(resolved.get("run").isNull()).isTrue();
        assertThat(resolved.get("sentence").asString()).contains("carried out by the next run", "is paused");
        server.post(200, "/api/v1/syncs/paused/resume", "");
        server.sync("paused");
        assertThat(server.left("paused").text(server.left("paused").named("Ada").getFirst(), "city"))
                .isEqualTo("Rome");
    }
}
