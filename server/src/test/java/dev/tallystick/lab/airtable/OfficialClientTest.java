package dev.tallystick.lab.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Airtable's own client for Node is the referee of the lab: what it cannot use, the lab has wrong.
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OfficialClientTest {

    private static final Path CLIENT = Path.of("..", "corpora", "node_modules", "airtable");

    @TempDir
    private Path folder;

    @Test
    void theOfficialClientIsContent() throws Exception {
        assertThat(CLIENT).as("run scripts/install-needs").isDirectory();
        try (var lab = new AirtableLab()) {
            List<String> all = lab.clients(230);

            JsonNode seen = drive(lab);

            assertThat(strings(seen.get("all"))).isEqualTo(all);
            assertThat(seen.get("first").get("Label").asString()).isEqualTo("Client 1 (1)");
            assertThat(seen.get("pages").toString()).isEqualTo("[40,40,40,40,40,30]");
            assertThat(seen.get("firstPage").toString()).isEqualTo("[230,229,228]");
            assertThat(seen.get("filtered").toString()).isEqualTo("[{\"Name\":\"Client 7\"}]");
            assertThat(seen.get("byPost").asInt()).isEqualTo(230);
            assertThat(seen.get("alsoByPost").asInt()).isEqualTo(230);
            assertThat(seen.get("asText").asString()).isEqualTo("7");
            assertThat(seen.get("byId").asBoolean()).isTrue();
            assertThat(seen.get("found").asString()).isEqualTo("Client 5");
            assertThat(seen.get("created").size()).isEqualTo(10);
            assertThat(seen.get("created").get(9).asString()).isEqualTo("Ten 9");
            assertThat(seen.get("one").toString()).isEqualTo("[\"red\"]");
            assertThat(seen.get("cast").toString()).isEqualTo("[12,\"Waiting\"]");
            assertThat(seen.get("updated").get("Age").asInt()).isEqualTo(5);
            assertThat(seen.get("updated").has("Tags")).as("PATCH keeps").isTrue();
            assertThat(seen.get("updatedOne").asInt()).isEqualTo(6);
            assertThat(seen.get("replaced").has("Tags")).as("PUT clears").isFalse();
            assertThat(seen.get("replacedOne").get("Name").asString()).isEqualTo("Again");
            assertThat(seen.get("destroyed").asInt()).isEqualTo(10);
            assertThat(seen.get("destroyedOne").asBoolean()).isTrue();
            assertThat(seen.get("raw").asInt()).isEqualTo(1);
            errors(seen);
            assertThat(lab.airtable.writes().entries()).hasSize(10 + 2 + 2 + 2 + 10 + 1);
            assertThat(lab.lab.ledger().entries(lab.at("Clients/listRecords")))
                    .as("long formulas go by POST")
                    .hasSizeGreaterThanOrEqualTo(3);
        }
    }

    private static void errors(JsonNode seen) {
        fails(seen, "tooMany", 422, "INVALID_REQUEST_UNKNOWN");
        fails(seen, "badValue", 422, "INVALID_VALUE_FOR_COLUMN");
        fails(seen, "computed", 422, "INVALID_VALUE_FOR_COLUMN");
        fails(seen, "unknownField", 422, "UNKNOWN_FIELD_NAME");
        fails(seen, "badFormula", 422, "INVALID_FILTER_BY_FORMULA");
        fails(seen, "deleted", 404, "NOT_FOUND");
        fails(seen, "noTable", 403, "NOT_AUTHORIZED");
        fails(seen, "noToken", 401, "AUTHENTICATION_REQUIRED");
        fails(seen, "throttled", 429, "TOO_MANY_REQUESTS");
    }

    private static void fails(JsonNode seen, String what, int status, String error) {
        assertThat(seen.get(what).get("statusCode").asInt()).as(what).isEqualTo(status);
        assertThat(seen.get(what).get("error").asString()).as(what).isEqualTo(error);
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private JsonNode drive(AirtableLab lab) throws IOException, InterruptedException, URISyntaxException {
        Base other = lab.airtable.add(
                BaseRecipe.named("Slow").table("T", table -> table.field("Name", FieldType.SINGLE_LINE_TEXT)));
        var slow = new Collaborator("usrSlow0000000001", "slow@lab.example", "Slow");
        lab.airtable.allow(Token.personal("patSlow", slow));
        lab.airtable.quota().perSecond(100, 0);
        File out = folder.resolve("out.json").toFile();
        File err = folder.resolve("err.txt").toFile();
        Path script = Path.of(Objects.requireNonNull(OfficialClientTest.class.getResource("official-client.cjs"))
                .toURI());
        var command = new ProcessBuilder("node", script.toString())
                .redirectOutput(out)
                .redirectError(err);
        command.environment().put("CLIENT", CLIENT.toRealPath().toString());
        command.environment().put("ENDPOINT", lab.lab.uri(AirtableApi.PREFIX).toString());
        command.environment().put("KEY", AirtableApi.KEY);
        command.environment().put("BASE", lab.base.id());
        command.environment().put("OTHER", other.id());
        command.environment().put("SLOW", "patSlow");
        Process process = command.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("node ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err.toPath())).isZero();
        return JsonMapper.builder().build().readTree(Files.readString(out.toPath()));
    }
}
