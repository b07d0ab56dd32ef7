package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.table.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What somebody sees who sets up a sync of two tables, over HTTP in the whole application.
class ProposeTest {
    @RegisterExtension
    static final TwoSidedServer server = new TwoSidedServer("seen");

    private static final String SIDES = "{\"left\":{\"connection\":\"a\",\"table\":\"seen-left\"},"
            + "\"right\":{\"connection\":\"b\",\"table\":\"seen-right\"}}";

    @Test
    void showsTablesAndFields() {
        server.left("seen").insert("Ada", "London");

        assertThat(server.get("/api/v1/connections/a/tables").get("items"))
                .anySatisfy(table -> assertThat(table.asString()).isEqualTo("seen-left"));
        var fields = server.get("/api/v1/connections/a/tables/seen-left/fields").get("items");
        assertThat(fields.size()).isGreaterThanOrEqualTo(3);
        assertThat(fields.at("/2/name").asString()).isEqualTo("score");
        assertThat(fields.at("/2/type").asString()).isEqualTo("decimal");
        assertThat(fields.at("/2/readOnly").asBoolean()).isFalse();
        assertThat(server.send("GET", "/api/v1/connections/nobody/tables", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void proposesAMapping() {
        server.left("seen").fields.put("Due", FieldType.INSTANT);
        server.right("seen").fields.put("due", FieldType.DATE);
        server.right("seen").fields.put("zip", FieldType.TEXT);

        var proposal = server.post(200, "/api/v1/mappings/propose", SIDES);

        assertThat(proposal.get("fields").size()).isEqualTo(4);
        assertThat(proposal.at("/fields/0/flow").asString()).isEqualTo("both");
        assertThat(proposal.at("/fields/3/left").asString()).isEqualTo("Due");
        assertThat(proposal.at("/fields/3/flow").asString()).isEqualTo("to-right");
        assertThat(proposal.at("/fields/3/note").asString()).contains("cannot come back");
        assertThat(proposal.at("/rightAlone/0/name").asString()).isEqualTo("zip");
        assertThat(server.post(409, "/api/v1/mappings/propose", SIDES.replace("\"a\"", "\"nobody\""))
                        .get("detail")
                        .asString())
                .contains("There is no connection 'nobody'");
        assertThat(server.post(400, "/api/v1/mappings/propose", "{\"left\":{\"connection\":\"a\"}}")
                        .get("errors")
                        .size())
                .isEqualTo(3);
    }

    @Test
    void saysInTheStatusThatASyncGoesBothWays() {
        var status = server.get("/api/v1/sync/status").at("/syncs/seen");

        assertThat(status.get("direction").asString()).isEqualTo("both");
        assertThat(status.get("leftConnector").asString()).isEqualTo("tables");
        assertThat(status.get("conflicts").asLong()).isZero();
        assertThat(server.get("/api/v1/syncs/seen").get("direction").asString()).isEqualTo("both");
    }
}
