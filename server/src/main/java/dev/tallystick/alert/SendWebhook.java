package dev.tallystick.alert;

import dev.tallystick.alert.SendMessages.NotTaken;
import dev.tallystick.connection.Secret;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.Limits;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Posts a message as JSON, signed: `docs/alerts.md` says how a receiver checks that.
final class SendWebhook {
    static final String ID = "Tallystick-Message";
    static final String TIMESTAMP = "Tallystick-Timestamp";
    static final String SIGNATURE = "Tallystick-Signature";

    private static final long ANSWER_BYTES = 64 * 1024;

    private final EgressClient egress;
    private final Duration deadline;
    private final Clock clock;

    SendWebhook(EgressClient egress, Duration deadline, Clock clock) {
        this.egress = egress;
        this.deadline = deadline;
        this.clock = clock;
    }

    void send(@Nullable Secret url, @Nullable Secret key, UUID id, Message message) throws NotTaken {
        if (url == null) {
            throw new NotTaken("The webhook has no address. Enter it again.", null);
        }
        var body = body(id, message);
        var timestamp = Long.toString(clock.instant().getEpochSecond());
        try {
            var request = Request.json(Method.POST, URI.create(url.reveal()), body)
                    .with(ID, id.toString())
                    .with(TIMESTAMP, timestamp)
                    .within(Limits.STANDARD.deadline(deadline).bytes(ANSWER_BYTES, ANSWER_BYTES));
            var answer = egress.send(key == null ? request : request.with(SIGNATURE, signature(key, timestamp, body)));
            if (!answer.ok()) {
                throw new NotTaken("The webhook answered " + answer.status() + " instead of 200.", null);
            }
        } catch (EgressException failed) {
            throw new NotTaken("The webhook gave no answer. " + failed.getMessage(), failed);
        } catch (IllegalArgumentException unfit) {
            throw new NotTaken("The address of the webhook cannot be read.", unfit);
        }
    }

    private static String body(UUID id, Message message) {
        ObjectNode json = Outbox.JSON.valueToTree(message);
        json.put("id", id.toString());
        json.put("text", message.chatText());
        return Outbox.JSON.writeValueAsString(json);
    }

    /// Over the time as well, so that an old message cannot be sent once more by somebody who listened.
    static String signature(Secret key, String timestamp, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "v1="
                    + HexFormat.of().formatHex(mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }
}
