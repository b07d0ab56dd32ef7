package dev.tallystick.alert;

import dev.tallystick.alert.Channel.Credentials;
import dev.tallystick.alert.Channel.Email;
import dev.tallystick.alert.Channel.Webhook;
import dev.tallystick.alert.Outbox.Waiting;
import dev.tallystick.connection.SecretUnreadable;
import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Transactions;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what waits in the outbox, each channel for itself: it starts the sending and does not wait for it, so a
/// receiver that hangs holds up no other.
final class SendMessages implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SendMessages.class);
    private static final int AT_ONCE = 32;

    private final Transactions transactions;
    private final ChannelStore channels;
    private final SendWebhook webhooks;
    private final SendEmail emails;
    private final Clock clock;
    private final Outbox outbox = new Outbox();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("alert-", 0).factory());

    SendMessages(
            Transactions transactions, ChannelStore channels, SendWebhook webhooks, SendEmail emails, Clock clock) {
        this.transactions = transactions;
        this.channels = channels;
        this.webhooks = webhooks;
        this.emails = emails;
        this.clock = clock;
    }

    /// The receiver did not take it, and why, as a sentence without secrets.
    static final class NotTaken extends Exception {
        NotTaken(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

    @Override
    public void run() {
        var claimed = transactions.system(system -> outbox.claim(system, clock.instant(), AT_ONCE));
        claimed.forEach(message -> threads.execute(() -> send(message)));
    }

    private record Receiver(Channel channel, Credentials credentials) {}

    private void send(Waiting message) {
        try {
            @Nullable String problem = attempt(message);
            note(message, problem);
        } catch (DatabaseUnavailable away) {
            log.debug("That a message was sent could not be noted: it is sent again. {}", away.getMessage());
        }
    }

    /// @return null when the receiver has taken it
    private @Nullable String attempt(Waiting message) {
        try {
            var receiver = transactions.system(system -> channels.find(system, message.channel())
                    .map(channel ->
                            new Receiver(channel, channels.credentials(system, message.workspace(), channel.id()))));
            if (receiver.isEmpty()) {
                return null; // removed meanwhile, and its messages with it
            }
            send(receiver.get(), message);
            return null;
        } catch (NotTaken refused) {
            return String.valueOf(refused.getMessage());
        } catch (SecretUnreadable unreadable) {
            return String.valueOf(unreadable.getMessage());
        } catch (RuntimeException bug) {
            if (bug instanceof DatabaseUnavailable away) {
                throw away;
            }
            log.error("The sending of message {} ended with a bug of ours", message.id(), bug);
            return "Tallystick itself failed; the log of the server names the cause.";
        }
    }

    private void send(Receiver receiver, Waiting message) throws NotTaken {
        send(receiver.channel(), receiver.credentials(), message.id(), message.message());
    }

    private void send(Channel channel, Credentials credentials, UUID id, Message message) throws NotTaken {
        switch (channel.settings()) {
            case Webhook _ -> webhooks.send(credentials.url(), credentials.key(), id, message);
            case Email email -> emails.send(email, credentials.key(), id, message);
        }
    }

    /// Sends at once, past the outbox, for somebody who waits for the answer.
    ///
    /// @return why it was not taken; empty when it was
    Optional<String> test(Channel channel, Credentials credentials, Message message) {
        try {
            send(channel, credentials, UUID.randomUUID(), message);
            return Optional.empty();
        } catch (NotTaken refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private void note(Waiting message, @Nullable String problem) {
        var now = clock.instant();
        transactions.system(system -> {
            if (problem == null) {
                outbox.sent(system, message, now);
                return true;
            }
            var next = outbox.failed(system, message, problem, now);
            log.warn(
                    "An alert was not taken: {} {}",
                    problem,
                    next == null ? "It is given up." : "It is tried again at " + next + ".");
            return true;
        });
    }

    /// What is being sent is broken off, and sent again after the claim has run out.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
