package dev.tallystick.lab.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.lab.Fault;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OAuthTest {

    private static final String REDIRECT = "http://localhost:8080/oauth/callback";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r.wW1gFWFOEjXk";
    private static final String STATE = "state-of-sixteen-or-more";

    private final AirtableLab lab = new AirtableLab();

    @BeforeEach
    void register() {
        lab.key = "";
        var both = Set.of(Scope.RECORDS_READ, Scope.RECORDS_WRITE);
        lab.airtable.oauth().register(new OAuthClient("public", null, List.of(REDIRECT), both, Set.of()));
        lab.airtable.oauth().register(new OAuthClient("private", "hush", List.of(REDIRECT), both, Set.of()));
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> asked(String client) {
        return new java.util.TreeMap<>(Map.of(
                "client_id",
                client,
                "redirect_uri",
                REDIRECT,
                "response_type",
                "code",
                "scope",
                "data.records:read data.records:write",
                "state",
                STATE,
                "code_challenge",
                Pkce.challenge(VERIFIER),
                "code_challenge_method",
                "S256"));
    }

    private Response authorize(Map<String, String> query) {
        return lab.response(Request.get(lab.lab.uri("/airtable/oauth2/v1/authorize?" + form(query))));
    }

    private static Map<String, String> callback(Response response) {
        assertThat(response.status()).isEqualTo(302);
        String location = response.headers().first("Location").orElseThrow();
        assertThat(location).startsWith(REDIRECT + "?");
        return Arrays.stream(URI.create(location).getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private AirtableLab.Answer token(String authorization, Map<String, String> fields) {
        Request request = Request.of(Method.POST, lab.lab.uri("/airtable/oauth2/v1/token"))
                .body("application/x-www-form-urlencoded", form(fields).getBytes(StandardCharsets.UTF_8));
        return lab.sent(authorization.isEmpty() ? request : request.with("Authorization", authorization));
    }

    private AirtableLab.Answer exchange(String code) {
        return token(
                "",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        REDIRECT,
                        "code_verifier",
                        VERIFIER,
                        "client_id",
                        "public"));
    }

    private AirtableLab.Answer refresh(String token) {
        return token("", Map.of("grant_type", "refresh_token", "refresh_token", token, "client_id", "public"));
    }

    private String code() {
        return callback(authorize(asked("public"))).getOrDefault("code", "");
    }

    private int list(JsonNode tokens) {
        lab.key = tokens.get("access_token").asString();
        int status = lab.get(lab.at("Clients")).status();
        lab.key = "";
        return status;
    }

    private static String refreshToken(JsonNode tokens) {
        return tokens.get("refresh_token").asString();
    }

    @Test
    void consentGivesACodeAndTheCodeAPairOfTokens() {
        Map<String, String> callback = callback(authorize(asked("public")));
        assertThat(callback).containsOnlyKeys("code", "state", "code_challenge", "code_challenge_method");
        assertThat(callback).containsEntry("state", STATE);

        JsonNode tokens = exchange(callback.getOrDefault("code", "")).json();

        assertThat(tokens.propertyNames())
                .containsExactlyInAnyOrder(
                        "access_token", "refresh_token", "token_type", "scope", "expires_in", "refresh_expires_in");
        assertThat(tokens.get("token_type").asString()).isEqualTo("Bearer ");
        assertThat(tokens.get("expires_in").asInt()).isEqualTo(3600);
        assertThat(tokens.get("refresh_expires_in").asInt()).isEqualTo(5_184_000);
        assertThat(tokens.get("scope").asString()).isEqualTo("data.records:read data.records:write");
        assertThat(list(tokens)).isEqualTo(200);
        lab.clock.pass(Duration.ofHours(1));
        assertThat(list(tokens)).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "code_challenge, '', invalid_request",
        "code_challenge_method, plain, invalid_request",
        "state, short, invalid_request",
        "response_type, token, invalid_request",
        "scope, webhook:manage, invalid_scope"
    })
    void whatIsAskedInAWrongWayIsSentBack(String field, String value, String error) {
        Map<String, String> query = asked("public");
        query.put(field, value);

        assertThat(callback(authorize(query))).containsEntry("error", error).doesNotContainKey("code");
    }

    @Test
    void whoIsNotKnownIsSentNowhere() {
        Map<String, String> query = asked("public");
        query.put("redirect_uri", REDIRECT + "/other");
        assertThat(authorize(query).status()).isEqualTo(400);
        assertThat(authorize(asked("nobody")).status()).isEqualTo(400);
        assertThat(authorize(asked("nobody")).headers().first("Location")).isEmpty();
    }

    @Test
    void thePersonMaySayNo() {
        lab.airtable.oauth().deny(true);
        assertThat(callback(authorize(asked("public"))))
                .containsOnlyKeys("error", "error_description", "state")
                .containsEntry("error", "access_denied");
    }

    @Test
    void aCodeIsGoodOnceAndForTenMinutesAndAlsoAfterAFailureGone() {
        String code = code();
        assertThat(exchange(code).status()).isEqualTo(200);
        assertThat(exchange(code).text()).contains("invalid_grant");

        String failed = code();
        Map<String, String> wrong = Map.of(
                "grant_type",
                "authorization_code",
                "code",
                failed,
                "redirect_uri",
                REDIRECT,
                "code_verifier",
                VERIFIER.replace('d', 'e'),
                "client_id",
                "public");
        assertThat(token("", wrong).status()).isEqualTo(400);
        assertThat(exchange(failed).text()).contains("invalid_grant");

        String old = code();
        lab.clock.pass(Duration.ofMinutes(10).plusMillis(1));
        assertThat(exchange(old).status()).isEqualTo(400);
    }

    @Test
    void aRefreshKillsBothOldTokensAtOnce() {
        JsonNode first = exchange(code()).json();
        JsonNode second = refresh(refreshToken(first)).json();

        assertThat(list(first)).isEqualTo(401);
        assertThat(list(second)).isEqualTo(200);
        assertThat(refreshToken(second)).isNotEqualTo(refreshToken(first));

        assertThat(refresh(refreshToken(first)).status()).as("lost the race").isEqualTo(409);
        assertThat(list(second)).as("and harmed nobody").isEqualTo(200);
        lab.clock.pass(Duration.ofSeconds(6));
        AirtableLab.Answer late = refresh(refreshToken(first));
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.json().get("error").asString()).isEqualTo("invalid_grant");
        assertThat(late.json().propertyNames()).containsExactly("error", "error_description");
    }

    @Test
    void aRefreshWhoseAnswerIsLostHasHappened() {
        JsonNode first = exchange(code()).json();
        lab.lab.faults().add(Fault.of(Fault.Kind.RESET_AFTER, "POST /airtable/oauth2/v1/token"));
        assertThatThrownBy(() -> refresh(refreshToken(first))).isInstanceOf(EgressException.class);

        assertThat(list(first)).isEqualTo(401);
        assertThat(refresh(refreshToken(first)).status()).isEqualTo(409);
    }

    @Test
    void aRefreshMayAskForLessAndNotForMore() {
        JsonNode first = exchange(code()).json();
        Map<String, String> narrower = Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                refreshToken(first),
                "client_id",
                "public",
                "scope",
                "data.records:write");
        JsonNode second = token("", narrower).json();
        assertThat(list(second)).isEqualTo(403);
        assertThat(token(
                                "",
                                Map.of(
                                        "grant_type",
                                        "refresh_token",
                                        "refresh_token",
                                        refreshToken(second),
                                        "client_id",
                                        "public",
                                        "scope",
                                        "data.records:read"))
                        .text())
                .contains("invalid_scope");
    }

    @Test
    void idleForSixtyDaysOrRevokedMeansToAskAgain() {
        JsonNode tokens = exchange(code()).json();
        lab.clock.pass(Duration.ofDays(60).plusSeconds(1));
        assertThat(refresh(refreshToken(tokens)).text()).contains("invalid_grant");

        JsonNode others = exchange(code()).json();
        lab.airtable.oauth().revoke("public");
        assertThat(list(others)).isEqualTo(401);
        assertThat(refresh(refreshToken(others)).text()).contains("invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({
        "private, private:hush, 200",
        "private, private:wrong, 401",
        "private, '', 401",
        "public, public:, 401",
        "public, 'nobody:x', 401"
    })
    void aSecretGoesIntoTheHeaderAndOnlyWhereThereIsOne(String client, String basic, int status) {
        String code = callback(authorize(asked(client))).getOrDefault("code", "");
        String header = basic.isEmpty()
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));

        AirtableLab.Answer answer = token(
                header,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        REDIRECT,
                        "code_verifier",
                        VERIFIER,
                        "client_id",
                        client));

        assertThat(answer.status()).isEqualTo(status);
        if (status == 401) {
            assertThat(answer.json().get("error").asString()).isEqualTo("invalid_client");
        }
    }

    @Test
    void otherGrantsAndOtherBodiesAreRefused() {
        assertThat(token("", Map.of("grant_type", "password")).text()).contains("unsupported_grant_type");
        assertThat(lab.send(Method.POST, "/airtable/oauth2/v1/token", "{}").text())
                .contains("invalid_request");
        lab.lab
                .faults()
                .add(Fault.of(Fault.Kind.STATUS, "/airtable/oauth2/v1/token").value("503"));
        assertThat(token("", Map.of()).status()).isEqualTo(503);
    }
}
