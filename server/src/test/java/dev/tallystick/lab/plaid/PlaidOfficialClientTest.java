package dev.tallystick.lab.plaid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Lab;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Plaid's own client for Node is the referee of the lab: what it cannot use, the lab has wrong.
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlaidOfficialClientTest {
    private static final Path CLIENT = Path.of("..", "corpora", "node_modules", "plaid");

    @TempDir
    private Path folder;

    @Test
    void theOfficialClientIsContent() throws Exception {
        assertThat(CLIENT).as("run scripts/install-needs").isDirectory();
        try (var lab = Lab.start(Lab.Options.STANDARD)) {
            var down = lab.plaid().addItem();
            down.breaks(PlaidError.INSTITUTION_DOWN);

            var seen = drive(lab, down);

            assertThat(seen.get("itemId").asBoolean()).isTrue();
            assertThat(seen.at("/account/balances/current").decimalValue()).isEqualByComparingTo("110");
            assertThat(seen.at("/account/balances/iso_currency_code").asString())
                    .isEqualTo("USD");
            assertThat(seen.get("live").asInt()).isEqualTo(1);
            assertThat(seen.get("notReady").toString()).isEqualTo("[\"NOT_READY\",\"\",false]");
            assertThat(seen.get("first").toString())
                    .isEqualTo("{\"pages\":5,\"added\":30,\"ids\":30,\"status\":\"HISTORICAL_UPDATE_COMPLETE\"}");
            assertThat(seen.at("/transaction/amount").decimalValue()).isEqualByComparingTo("10.5");
            assertThat(seen.at("/transaction/pending").asBoolean(true)).isFalse();
            assertThat(seen.get("second").toString()).isEqualTo("[0,0,0,true]");
            refused(seen, "wrongSecret", 400, "INVALID_INPUT", "INVALID_API_KEYS");
            refused(seen, "wrongToken", 400, "INVALID_INPUT", "INVALID_ACCESS_TOKEN");
            refused(seen, "wrongCount", 400, "INVALID_REQUEST", "INVALID_FIELD");
            refused(seen, "wrongCursor", 400, "INVALID_REQUEST", "INVALID_FIELD");
            refused(seen, "loginRequired", 400, "ITEM_ERROR", "ITEM_LOGIN_REQUIRED");
            refused(seen, "down", 400, "INSTITUTION_ERROR", "INSTITUTION_DOWN");
            assertThat(seen.get("itemError").asString()).isEqualTo("ITEM_LOGIN_REQUIRED");
        }
    }

    private static void refused(JsonNode seen, String what, int status, String type, String code) {
        var error = seen.get(what);
        assertThat(error.get("status").asInt()).as(what).isEqualTo(status);
        assertThat(error.get("error_type").asString()).as(what).isEqualTo(type);
        assertThat(error.get("error_code").asString()).as(what).isEqualTo(code);
        assertThat(error.get("request_id").asString()).as(what).isNotBlank();
        assertThat(error.get("display_message").isNull()).as(what).isTrue();
    }

    private JsonNode drive(Lab lab, PlaidItem down) throws IOException, InterruptedException, URISyntaxException {
        File out = folder.resolve("out.json").toFile();
        File err = folder.resolve("err.txt").toFile();
        Path script = Path.of(Objects.requireNonNull(PlaidOfficialClientTest.class.getResource("official-client.cjs"))
                .toURI());
        var command = new ProcessBuilder("node", script.toString())
                .redirectOutput(out)
                .redirectError(err);
        command.environment().put("CLIENT", CLIENT.toRealPath().toString());
        command.environment().put("ENDPOINT", lab.uri(PlaidApi.PREFIX).toString());
        command.environment().put("KEY", PlaidApi.KEY);
        command.environment().put("DOWN", down.accessToken());
        var process = command.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("node ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err.toPath())).isZero();
        return JsonMapper.builder().build().readTree(Files.readString(out.toPath()));
    }
}
