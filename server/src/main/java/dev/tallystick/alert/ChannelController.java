package dev.tallystick.alert;

import dev.tallystick.alert.Channel.Credentials;
import dev.tallystick.alert.Channel.Email;
import dev.tallystick.alert.Channel.Security;
import dev.tallystick.alert.Channel.Settings;
import dev.tallystick.alert.Channel.Webhook;
import dev.tallystick.connection.Secret;
import dev.tallystick.storage.Transactions;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import jakarta.mail.internet.AddressException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Where alerts go, and what went there.
@RestController
@RequestMapping("/api/v1/alerts")
class ChannelController {
    private static final String NAME = "[a-z][a-z0-9_-]{0,62}";
    private static final int LONGEST_URL = 2_000;
    private static final int LONGEST_KEY = 500;
    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_EMAIL = 320;
    private static final int MOST_RECEIVERS = 20;
    private static final int MOST_CHANNELS = 20;
    private static final int MESSAGES = 50;

    private final Transactions transactions;
    private final ChannelStore channels;
    private final SendMessages sending;
    private final AuditTrail trail;
    private final Clock clock;
    private final Outbox outbox = new Outbox();

    ChannelController(
            Transactions transactions, ChannelStore channels, SendMessages sending, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.channels = channels;
        this.sending = sending;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param place of a webhook, without its path, which is often a password
    /// @param hasKey its messages are signed, or it has a password
    record ChannelView(
            String name,
            @Words(of = Channel.Kind.class) String kind,
            @Nullable String place,
            @Nullable String host,
            @Nullable Integer port,
            @Words(of = Security.class) @Nullable String security,
            @Nullable String user,
            @Nullable String from,
            List<String> to,
            boolean hasKey,
            boolean paused) {}

    /// @param url of a webhook; left out, it stays as it is
    /// @param key that a webhook's messages are signed with, or the password of a mail server; left out, it
    ///     stays as it is, and `""` takes it away
    record NewChannel(
            @Words(of = Channel.Kind.class) @Nullable String kind,
            @Nullable String url,
            @Nullable String host,
            @Nullable Integer port,
            @Words(of = Security.class) @Nullable String security,
            @Nullable String user,
            @Nullable String from,
            @Nullable List<String> to,
            @Nullable String key,
            @Nullable Boolean paused) {}

    @GetMapping("/channels")
    Page<ChannelView> list(Identity identity) {
        return transactions.in(
                identity.workspace(),
                jdbc -> new Page<>(
                        channels.all(jdbc, identity.workspace()).stream()
                                .map(ChannelController::view)
                                .toList(),
                        null));
    }

    @PutMapping("/channels/{name}")
    ChannelView save(Identity identity, @PathVariable String name, @RequestBody NewChannel wanted) {
        var problems = new FieldProblems();
        if (!name.matches(NAME)) {
            problems.add("name", "Use small letters, digits, - and _, beginning with a letter.");
        }
        return transactions.in(identity.workspace(), jdbc -> {
            var all = channels.all(jdbc, identity.workspace());
            var before = all.stream().filter(one -> one.name().equals(name)).findFirst();
            if (before.isEmpty() && all.size() >= MOST_CHANNELS) {
                throw Refusal.conflict(
                        "too_many", "There are " + MOST_CHANNELS + " channels already. Remove one first.");
            }
            var known = before.isEmpty()
                    ? Credentials.NONE
                    : channels.credentials(
                            jdbc, identity.workspace(), before.get().id());
            var read = read(wanted, known, problems);
            var key = wanted.key();
            if (key != null && key.length() > LONGEST_KEY) {
                problems.add("key", "This may have %d characters at most.".formatted(LONGEST_KEY));
            }
            // A password goes to the server that it was entered for, and to no other.
            boolean moved = before.isPresent() && elsewhere(before.get().settings(), read.settings);
            if (moved && key == null && known.key() != null) {
                problems.add(
                        "key", "This goes to another server now. Enter the key or password again, or take it away.");
            }
            problems.refuse();
            var secret = key == null ? known.key() : key.isEmpty() ? null : new Secret(key);
            channels.save(
                    jdbc,
                    identity.workspace(),
                    name,
                    read.settings,
                    new Credentials(read.url, secret),
                    Boolean.TRUE.equals(wanted.paused()),
                    clock.instant());
            trail.record(
                    jdbc,
                    identity,
                    before.isPresent() ? "alert_channel.changed" : "alert_channel.created",
                    "channel " + name,
                    Map.of("kind", read.settings.kind().word()));
            return view(channels.find(jdbc, name).orElseThrow());
        });
    }

    private static boolean elsewhere(Settings before, Settings after) {
        return switch (before) {
            case Webhook webhook ->
                !(after instanceof Webhook now && now.place().equals(webhook.place()));
            case Email email -> !(after instanceof Email now && now.host().equals(email.host()));
        };
    }

    private record Read(Settings settings, @Nullable Secret url) {}

    private static Read read(NewChannel wanted, Credentials known, FieldProblems problems) {
        if ("webhook".equals(wanted.kind())) {
            return webhook(wanted, known, problems);
        }
        if (!"email".equals(wanted.kind())) {
            problems.add("kind", "A channel is a `webhook` or an `email`.");
            problems.refuse();
        }
        return new Read(email(wanted, problems), null);
    }

    private static Read webhook(NewChannel wanted, Credentials known, FieldProblems problems) {
        var kept = known.url();
        var url =
                wanted.url() == null && kept != null ? kept.reveal() : problems.text("url", wanted.url(), LONGEST_URL);
        try {
            var uri = URI.create(url);
            if (!url.isEmpty()
                    && (uri.getHost() == null
                            || !String.valueOf(uri.getScheme()).matches("https?"))) {
                problems.add("url", "The address begins with https:// and names a host.");
            }
            return new Read(new Webhook(uri.getScheme() + "://" + uri.getHost()), new Secret(url));
        } catch (IllegalArgumentException unfit) {
            problems.add("url", "The address begins with https:// and names a host.");
            return new Read(new Webhook(""), null);
        }
    }

    private static Email email(NewChannel wanted, FieldProblems problems) {
        var host = problems.text("host", wanted.host(), LONGEST_HOST);
        int port = wanted.port() == null ? 587 : wanted.port();
        if (port < 1 || port > 65_535) {
            problems.add("port", "A port is 1 to 65535; mail servers have 587, 465 or 25.");
        }
        var word = wanted.security() == null ? Security.STARTTLS.word() : wanted.security();
        if (Arrays.stream(Security.values())
                .noneMatch(security -> security.word().equals(word))) {
            problems.add("security", "This is `starttls`, `tls` or `none`.");
            problems.refuse();
        }
        var from = address("from", problems.text("from", wanted.from(), LONGEST_EMAIL), problems);
        var to = wanted.to() == null ? List.<String>of() : wanted.to();
        if (to.isEmpty() || to.size() > MOST_RECEIVERS) {
            problems.add("to", "Give 1 to " + MOST_RECEIVERS + " addresses.");
        }
        var user = wanted.user() == null || wanted.user().isBlank()
                ? null
                : problems.text("user", wanted.user(), LONGEST_EMAIL);
        var receivers = to.stream()
                .map(one -> address("to", problems.text("to", one, LONGEST_EMAIL), problems))
                .toList();
        return new Email(host, port, Security.of(word), user, from, receivers);
    }

    private static String address(String field, String text, FieldProblems problems) {
        try {
            if (!text.isEmpty()) {
                SendEmail.address(text);
            }
        } catch (AddressException unfit) {
            problems.add(field, "'" + Message.line(text) + "' is no e-mail address.");
        }
        return text;
    }

    @DeleteMapping("/channels/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Identity identity, @PathVariable String name) {
        transactions.in(identity.workspace(), jdbc -> {
            if (!channels.remove(jdbc, name)) {
                throw Refusal.notFound("There is no channel '" + name + "'.");
            }
            trail.record(jdbc, identity, "alert_channel.removed", "channel " + name, Map.of());
            return true;
        });
    }

    /// @param taken whether the receiver took it
    record Tested(boolean taken, String sentence) {}

    private record Ready(Channel channel, Credentials credentials, Message message) {}

    /// Sends a message at once and waits until the receiver has taken it.
    @PostMapping("/channels/{name}/test")
    Tested test(Identity identity, @PathVariable String name) {
        var ready = transactions.in(identity.workspace(), jdbc -> {
            var channel = channels.find(jdbc, name)
                    .orElseThrow(() -> Refusal.notFound("There is no channel '" + name + "'."));
            var workspace = jdbc.sql("select name from workspace where id = ?")
                    .param(identity.workspace().value())
                    .query(String.class)
                    .single();
            trail.record(jdbc, identity, "alert_channel.tested", "channel " + name, Map.of());
            return new Ready(
                    channel,
                    channels.credentials(jdbc, identity.workspace(), channel.id()),
                    Message.test(workspace, name, identity.name(), clock.instant()));
        });
        var problem = sending.test(ready.channel, ready.credentials, ready.message);
        return new Tested(problem.isEmpty(), problem.orElse("The test was taken. Look whether it arrived."));
    }

    /// @param id the same each time that it is sent
    /// @param nextAt when it is sent, or tried again; null when it is not
    /// @param problem why the last try failed
    record MessageView(
            UUID id,
            String channel,
            String subject,
            Instant createdAt,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable Instant sentAt,
            @Nullable Instant givenUpAt,
            @Nullable String problem) {}

    /// The last fifty, newest first.
    @GetMapping("/messages")
    Page<MessageView> messages(Identity identity) {
        return transactions.in(
                identity.workspace(),
                jdbc -> new Page<>(
                        outbox.list(jdbc, MESSAGES).stream()
                                .map(sent -> new MessageView(
                                        sent.id(),
                                        sent.channel(),
                                        sent.subject(),
                                        sent.createdAt(),
                                        sent.attempts(),
                                        sent.nextAt(),
                                        sent.sentAt(),
                                        sent.givenUpAt(),
                                        sent.problem()))
                                .toList(),
                        null));
    }

    private static ChannelView view(Channel channel) {
        return switch (channel.settings()) {
            case Webhook webhook ->
                new ChannelView(
                        channel.name(),
                        "webhook",
                        webhook.place(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        channel.hasKey(),
                        channel.paused());
            case Email email ->
                new ChannelView(
                        channel.name(),
                        "email",
                        null,
                        email.host(),
                        email.port(),
                        email.security().word(),
                        email.user(),
                        email.from(),
                        email.to(),
                        channel.hasKey(),
                        channel.paused());
        };
    }
}
