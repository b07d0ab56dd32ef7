package dev.tallystick.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.egress.EgressException.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonBodiesTest {

    private static Response response(String type, String body) {
        return new Response(
                URI.create("https://api.example.test/x"),
                200,
                Headers.NONE.with("Content-Type", type),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode read(String body) {
        return JsonBodies.read(response("application/json", body));
    }

    private static void assertRefused(Response response, Kind kind) {
        assertThatThrownBy(() -> JsonBodies.read(response))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void numbersKeepEveryDigit() {
        JsonNode read =
                read("{\"a\":0.1000000000000000055511151231257827,\"b\":1e400,\"c\":123456789012345678901234567890}");

        assertThat(read.get("a").decimalValue()).isEqualTo(new BigDecimal("0.1000000000000000055511151231257827"));
        assertThat(read.get("b").decimalValue()).isEqualByComparingTo(BigDecimal.TEN.pow(400));
        assertThat(read.get("c").bigIntegerValue()).isEqualTo(new BigInteger("123456789012345678901234567890"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json; charset=utf-8", "application/problem+json", "Application/JSON", "text/json"})
    void everyNameOfJsonIsRead(String type) {
        assertThat(JsonBodies.read(response(type, "\uFEFF{\"a\":\"\\u0000é\"}"))
                        .get("a")
                        .asString())
                .isEqualTo("\0é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{\"a\":1",
                "{\"a\":1}{\"a\":2}",
                "{\"a\":1} trailing",
                "{\"a\":1,\"a\":2}",
                "[1,]",
                "{'a':1}",
                "NaN",
                "// c\n{}",
                "<html></html>"
            })
    void whatIsNotOneValueIsABadResponse(String body) {
        assertRefused(response("application/json", body), Kind.BAD_RESPONSE);
    }

    @Test
    void otherKindsOfContentAreRefused() {
        assertRefused(response("text/html; charset=utf-8", "{}"), Kind.BAD_RESPONSE);
        assertRefused(response("text/plain", "{}"), Kind.BAD_RESPONSE);
        assertRefused(response("application/json; charset=ISO-8859-1", "{}"), Kind.BAD_RESPONSE);
        assertThat(JsonBodies.parse(response("text/plain", "{}")).isObject()).isTrue();
    }

    @Test
    void limitsHold() {
        assertRefused(response("application/json", "[".repeat(101) + "]".repeat(101)), Kind.TOO_LARGE);
        assertRefused(response("application/json", "[" + "9".repeat(401) + "]"), Kind.TOO_LARGE);
        assertRefused(response("application/json", "[1e999999999]"), Kind.TOO_LARGE);
        assertRefused(response("application/json", "[1e-999999999]"), Kind.TOO_LARGE);
        assertThat(read("[".repeat(100) + "]".repeat(100)).isArray()).isTrue();
    }

    @Test
    void errorsDoNotQuoteTheAnswer() {
        assertThatThrownBy(() -> read("{\"a\":hunter2}"))
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }
}
