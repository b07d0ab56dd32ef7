package dev.tallystick.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connection.TokenServer.Reply;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SignIn.ServiceAccount;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.workspace.SettableClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ServiceAccountTest {
    private static KeyPair keys;

    private final SettableClock clock = new SettableClock();
    private final TokenServer provider = new TokenServer();
    private final EgressClient egress = new EgressClient(AllowList.NOTHING);
    private int sold;

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @AfterEach
    void end() {
        egress.close();
        provider.close();
    }

    private String keyFile() {
        var pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "type", "service_account",
                        "client_email", "robot@project.example",
                        "private_key", pem,
                        "private_key_id", "k1",
                        "token_uri", provider.url().toString()));
    }

    private ServiceAccount account(String keyFile) {
        return new ServiceAccount("Sheetland", keyFile, null, List.of("rows", "files"), null);
    }

    private ServiceAccountTokens tokens(String keyFile) {
        return new ServiceAccountTokens(
                new TokenEndpoint(egress, clock), account(keyFile), "orders", List.of(provider.place()), clock);
    }

    private void sells() {
        provider.answers = _ -> Reply.tokens("access-" + ++sold, "", 3600, "");
    }

    @Test
    void buysATokenWithASignedAssertion() throws GeneralSecurityException {
        sells();
        assertThat(tokens(keyFile()).current()).isEqualTo("access-1");

        var asked = provider.asked.getFirst();
        assertThat(asked.get("grant_type")).isEqualTo("urn:ietf:params:oauth:grant-type:jwt-bearer");
        var parts = asked.get("assertion").split("\\.");
        assertThat(json(parts[0])).isEqualTo(Map.of("alg", "RS256", "typ", "JWT", "kid", "k1"));
        long begin = clock.instant().getEpochSecond() - 30;
        assertThat(json(parts[1]))
                .isEqualTo(Map.of(
                        "iss",
                        "robot@project.example",
                        "scope",
                        "rows files",
                        "aud",
                        provider.url().toString(),
                        "iat",
                        (int) begin,
                        "exp",
                        (int) (begin + 3600)));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    private static Map<?, ?> json(String part) {
        return JsonMapper.shared().readValue(Base64.getUrlDecoder().decode(part), Map.class);
    }

    @Test
    void keepsATokenUntilItIsNearlyOver() {
        sells();
        var tokens = tokens(keyFile());
        tokens.current();
        clock.pass(Duration.ofMinutes(47));
        assertThat(tokens.current()).isEqualTo("access-1");
        clock.pass(Duration.ofMinutes(2));
        assertThat(tokens.current()).isEqualTo("access-2");
    }

    @Test
    void buysAnotherForOneThatWasRefusedButNotAtOnceAgain() {
        sells();
        var tokens = tokens(keyFile());
        var first = tokens.current();
        clock.pass(Duration.ofMinutes(1));
        assertThat(tokens.refreshed(first)).isEqualTo("access-2");
        assertThat(tokens.refreshed(first)).as("by another thread").isEqualTo("access-2");
        assertThatThrownBy(() -> tokens.refreshed("access-2")).hasMessageContaining("just given");
        assertThat(provider.asked).hasSize(2);
    }

    @Test
    void aWrongClockIsNamedAsTheCause() {
        provider.answers = _ -> Reply.error(400, "invalid_grant");
        // The provider's clock is the machine's.
        assertSignIn(
                Duration.ofMinutes(12).plusSeconds(30),
                "This machine's clock is 12 minutes ahead of theirs: set it right, then try again.");
        assertSignIn(Duration.ofMinutes(-5).minusSeconds(30), "This machine's clock is 5 minutes behind theirs");
        assertSignIn(Duration.ZERO, "(invalid_grant). Its key may have been deleted");
    }

    private void assertSignIn(Duration ahead, String part) {
        var wrong = Clock.offset(Clock.systemUTC(), ahead);
        var tokens = new ServiceAccountTokens(
                new TokenEndpoint(egress, wrong), account(keyFile()), "orders", List.of(provider.place()), wrong);
        assertThatThrownBy(tokens::current).isInstanceOfSatisfying(ConnectorException.class, trouble -> {
            assertThat(trouble.problem()).isEqualTo(Problem.SIGN_IN);
            assertThat(trouble.getMessage()).contains(part);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json                                          | The key file is not JSON.",
                "{}                                                | The key file has no 'client_email'",
                "{\"client_email\":\"a\",\"private_key\":\"b\"}    | The key file has no 'token_uri'",
                "{\"client_email\":\"a\",\"private_key\":\"s3cr3t\",\"token_uri\":\"https://x\"} | The 'private_key' of"
            })
    void saysWhatIsWrongWithAKeyFileAndShowsNoneOfIt(String file, String sentence) {
        assertThatThrownBy(() -> ServiceAccountKey.of(account(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence)
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> tokens(file).current())
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        trouble -> assertThat(trouble.problem()).isEqualTo(Problem.SETTINGS));
        assertThat(provider.asked).isEmpty();
    }
}
