package dev.tallystick.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.alert.Channel.Email;
import dev.tallystick.alert.Channel.Security;
import dev.tallystick.alert.SendMessages.NotTaken;
import dev.tallystick.connection.Secret;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.Allowance;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.workspace.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Messages on the wire: to a webhook, and to a mail server.
class SendTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final UUID ID = UUID.fromString("6f9619ff-8b86-d011-b42d-00cf4fc964ff");
    private static final String NASTY =
            "Clients\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script> @here =cmd|' /C calc'!A0";

    private final SettableClock clock = new SettableClock();
    private final Receiver receiver = new Receiver();
    private final MailServer mail = new MailServer();

    @AfterEach
    void close() throws IOException {
        receiver.close();
        mail.close();
    }

    private static Message message(String title) {
        var at = Instant.parse("2026-11-25T08:00:00Z");
        var item = new Message.Item(
                12,
                "open",
                "failed",
                "clients",
                Message.line(title),
                false,
                "The partner is away.",
                3,
                at,
                null,
                55L,
                "https://tally.example/runs/55");
        return new Message(1, "alert", "Main", at, Message.line(title) + ": failed", item.line(), List.of(item), 0);
    }

    private void post(Duration deadline, @Nullable Secret key, AllowList allowed) throws NotTaken {
        try (var egress = new EgressClient(allowed)) {
            new SendWebhook(egress, deadline, clock).send(new Secret(receiver.url()), key, ID, message(NASTY));
        }
    }

    @Test
    void aWebhookGetsASignedMessageThatItsReceiverCanCheck() throws NotTaken {
        post(PATIENCE, new Secret("key of both"), receiver.allowed());

        var got = receiver.got.getFirst();
        assertThat(got.id()).isEqualTo(ID.toString());
        assertThat(got.timestamp()).isEqualTo(Long.toString(clock.instant().getEpochSecond()));
        assertThat(got.signature())
                .isEqualTo(SendWebhook.signature(new Secret("key of both"), got.timestamp(), got.body()))
                .isNotEqualTo(SendWebhook.signature(new Secret("another"), got.timestamp(), got.body()))
                .isNotEqualTo(SendWebhook.signature(new Secret("key of both"), "0", got.body()))
                .matches("v1=[0-9a-f]{64}");
        var json = JsonMapper.builder().build().readTree(got.body());
        assertThat(json.get("id").stringValue()).isEqualTo(ID.toString());
        assertThat(json.get("version").intValue()).isEqualTo(1);
        assertThat(json.get("alerts").get(0).get("cause").stringValue()).isEqualTo("failed");
        assertThat(json.get("text").stringValue())
                .contains("The partner is away.")
                .doesNotContain("<script", "@here", "\r", "\n");
    }

    /// Made as a receiver would, who has none of our code.
    @Test
    void theSignatureIsAnOrdinaryHmac() {
        assertThat(SendWebhook.signature(new Secret("key"), "The quick brown fox jumps over the lazy dog", ""))
                .startsWith("v1=")
                .isEqualTo("v1=" + hmac("key", "The quick brown fox jumps over the lazy dog."));
    }

    private static String hmac(String key, String text) {
        try {
            var mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(key.getBytes(java.nio.charset.StandardCharsets.UTF_8), "RAW"));
            return java.util.HexFormat.of()
                    .formatHex(mac.doFinal(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWebhookThatAnswersSomethingElseHasNotTakenIt() {
        receiver.status = 500;
        assertThatThrownBy(() -> post(PATIENCE, null, receiver.allowed()))
                .isInstanceOf(NotTaken.class)
                .hasMessage("The webhook answered 500 instead of 200.");
        receiver.status = 302;
        assertThatThrownBy(() -> post(PATIENCE, null, receiver.allowed())).hasMessageContaining("302");
    }

    @Test
    void aWebhookThatHangsIsLeft() {
        receiver.hangs = true;
        assertThatThrownBy(() -> post(SHORT, null, receiver.allowed()))
                .isInstanceOf(NotTaken.class)
                .hasMessageStartingWith("The webhook gave no answer.")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aWebhookOnTheInsideIsNotReached() {
        assertThatThrownBy(() -> post(PATIENCE, null, AllowList.NOTHING)).isInstanceOf(NotTaken.class);
        assertThat(receiver.got).isEmpty();
    }

    private void mail(Security security, @Nullable Secret password, Duration deadline, int port) throws NotTaken {
        var allowed = AllowList.of(new Allowance("127.0.0.1", "127.0.0.1", port));
        try (var egress = new EgressClient(allowed);
                var emails = new SendEmail(egress, deadline, (SSLSocketFactory) SSLSocketFactory.getDefault(), clock)) {
            var to = new Email(
                    "127.0.0.1",
                    port,
                    security,
                    "ada",
                    "tally@mail.example",
                    List.of("ada@mail.example", "bob@mail.example"));
            emails.send(to, password, ID, message(NASTY));
        }
    }

    @Test
    void aMailServerGetsPlainTextToWhomItWasMeantAndToNobodyElse() throws NotTaken {
        mail(Security.NONE, null, PATIENCE, mail.port());

        var got = mail.got.getFirst();
        assertThat(got.to()).containsExactly("ada@mail.example", "bob@mail.example");
        assertThat(got.text())
                .contains(
                        "Message-ID: <" + ID + "@tallystick>",
                        "Content-Type: text/plain",
                        "Auto-Submitted: auto-generated")
                .contains("The partner is away.", "https://tally.example/runs/55");
        var headers =
                got.text().substring(0, got.text().indexOf("\n\n")).lines().toList();
        assertThat(headers).noneMatch(line -> line.startsWith("Bcc"));
        assertThat(headers).anyMatch(line -> line.startsWith("Subject: [Tallystick] Clients Bcc: all@evil.example"));
    }

    @Test
    void aMailServerWithoutStarttlsGetsNeitherMailNorPassword() {
        assertThatThrownBy(() -> mail(Security.STARTTLS, new Secret("pa55word"), PATIENCE, mail.port()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("STARTTLS");
        assertThat(mail.got).isEmpty();
        assertThat(mail.said)
                .noneMatch(line -> line.toUpperCase(java.util.Locale.ROOT).startsWith("AUTH"));
    }

    @Test
    void aPasswordIsNeverSentInClear() {
        assertThatThrownBy(() -> mail(Security.NONE, new Secret("pa55word"), PATIENCE, mail.port()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("not sent in clear");
        assertThat(mail.said).isEmpty();
    }

    @Test
    void aMailServerThatIsDownHangsOrRefusesIsNamed() throws IOException {
        mail.refuses = true;
        assertThatThrownBy(() -> mail(Security.NONE, null, PATIENCE, mail.port()))
                .isInstanceOf(NotTaken.class)
                .hasMessageStartingWith("The mail server 127.0.0.1 did not take the mail");
        mail.hangs = true;
        assertThatThrownBy(() -> mail(Security.NONE, null, SHORT, mail.port()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("did not take the mail");
        int port = mail.port();
        mail.close();
        assertThatThrownBy(() -> mail(Security.NONE, null, PATIENCE, port))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void aMailServerOnTheInsideIsNotReached() throws NotTaken {
        try (var egress = new EgressClient(AllowList.NOTHING);
                var emails = new SendEmail(egress, PATIENCE, (SSLSocketFactory) SSLSocketFactory.getDefault(), clock)) {
            var to = new Email(
                    "127.0.0.1", mail.port(), Security.NONE, null, "a@mail.example", List.of("b@mail.example"));
            assertThatThrownBy(() -> emails.send(to, null, ID, message("Clients")))
                    .isInstanceOf(NotTaken.class);
        }
        assertThat(mail.said).isEmpty();
    }
}
