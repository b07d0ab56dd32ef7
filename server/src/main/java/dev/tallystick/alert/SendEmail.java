package dev.tallystick.alert;

import dev.tallystick.alert.Channel.Email;
import dev.tallystick.alert.Channel.Security;
import dev.tallystick.alert.SendMessages.NotTaken;
import dev.tallystick.connection.Secret;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/// Sends a message as plain text over SMTP. The library is given a socket that we connected, to an address that the
/// guard of the way out let through, so it looks no name up itself.
final class SendEmail implements AutoCloseable {
    private final EgressClient egress;
    private final Duration deadline;
    private final SSLSocketFactory tls;
    private final Clock clock;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mail-", 0).factory());

    /// @param tls how TLS is begun, both at once and after `STARTTLS`
    SendEmail(EgressClient egress, Duration deadline, SSLSocketFactory tls, Clock clock) {
        this.egress = egress;
        this.deadline = deadline;
        this.tls = tls;
        this.clock = clock;
    }

    /// The library's time-outs count from one byte to the next, so the deadline for the whole is ours: interrupting a
    /// virtual thread closes the socket it waits at.
    void send(Email email, @Nullable Secret password, UUID id, Message message) throws NotTaken {
        var sending = threads.submit(() -> {
            deliver(email, password, id, message);
            return true;
        });
        try {
            sending.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            sending.cancel(true);
            throw new NotTaken(
                    "The mail server " + email.host() + " did not take the mail within " + Spans.text(deadline) + ".",
                    late);
        } catch (InterruptedException stopped) {
            sending.cancel(true);
            Thread.currentThread().interrupt();
            throw new NotTaken("The server was stopped meanwhile.", stopped);
        } catch (ExecutionException failed) {
            throw refusal(email, failed.getCause());
        }
    }

    private static NotTaken refusal(Email email, @Nullable Throwable cause) {
        return switch (cause) {
            case EgressException unreachable -> new NotTaken(String.valueOf(unreachable.getMessage()), unreachable);
            case AuthenticationFailedException wrong ->
                new NotTaken("The mail server " + email.host() + " does not accept this user and password.", wrong);
            case MessagingException refused ->
                new NotTaken(
                        "The mail server " + email.host() + " did not take the mail: "
                                + Message.line(String.valueOf(refused.getMessage())),
                        refused);
            case IOException broken ->
                new NotTaken(
                        "The mail server " + email.host() + " cannot be reached at port " + email.port() + ".", broken);
            case null -> new NotTaken("The mail was not sent.", null);
            default -> throw new IllegalStateException(cause);
        };
    }

    private void deliver(Email email, @Nullable Secret password, UUID id, Message message)
            throws MessagingException, IOException {
        if (password != null && email.security() == Security.NONE) {
            throw new MessagingException("a password is not sent in clear. Choose STARTTLS or TLS, or take it out.");
        }
        var session = Session.getInstance(settings(email, password != null));
        var mail = mail(session, email, id, message);
        var url = new URLName(
                "smtp",
                email.host(),
                email.port(),
                null,
                password == null ? null : email.user(),
                password == null ? null : password.reveal());
        try (var socket = connect(email);
                var transport = new SMTPTransport(session, url)) {
            transport.connect(socket);
            transport.sendMessage(mail, mail.getAllRecipients());
        }
    }

    private Properties settings(Email email, boolean signIn) {
        var settings = new Properties();
        settings.put("mail.smtp.auth", Boolean.toString(signIn));
        settings.put("mail.smtp.localhost", "tallystick");
        // A half-delivered mail would be sent again to those who have it.
        settings.put("mail.smtp.sendpartial", "false");
        settings.put("mail.smtp.timeout", Long.toString(deadline.toMillis()));
        if (email.security() == Security.STARTTLS) {
            settings.put("mail.smtp.starttls.enable", "true");
            settings.put("mail.smtp.starttls.required", "true");
            settings.put("mail.smtp.ssl.checkserveridentity", "true");
            settings.put("mail.smtp.ssl.socketFactory", tls);
        }
        return settings;
    }

    private Socket connect(Email email) throws IOException {
        var address =
                egress.addresses(email.host(), email.port(), AllowList.NOTHING).getFirst();
        // With the name in it, which the certificate is compared with.
        var named = InetAddress.getByAddress(email.host(), address.getAddress());
        int millis = Math.toIntExact(deadline.toMillis());
        var plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(named, email.port()), millis);
            plain.setSoTimeout(millis);
            if (email.security() != Security.TLS) {
                return plain;
            }
            var secure = (SSLSocket) tls.createSocket(plain, email.host(), email.port(), true);
            var parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private MimeMessage mail(Session session, Email email, UUID id, Message message) throws MessagingException {
        var mail = new WithId(session, "<" + id + "@tallystick>");
        mail.setFrom(address(email.from()));
        for (var to : email.to()) {
            mail.addRecipient(RecipientType.TO, address(to));
        }
        mail.setSubject(message.mailSubject(), "UTF-8");
        mail.setSentDate(Date.from(clock.instant()));
        // No reply of a machine that is away, please.
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setText(text(message), "UTF-8", "plain");
        mail.saveChanges();
        return mail;
    }

    private static String text(Message message) {
        var text = new StringBuilder(message.text()).append("\n\n");
        message.alerts().stream()
                .filter(item -> item.link() != null)
                .forEach(item -> text.append(item.title())
                        .append(": ")
                        .append(item.link())
                        .append('\n'));
        return text.append("\nWorkspace ")
                .append(message.workspace())
                .append(", ")
                .append(Spans.moment(message.at()))
                .append(".\n")
                .toString();
    }

    static InternetAddress address(String text) throws AddressException {
        return new InternetAddress(text, true);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /// The same id each time that it is sent, so that the receiver can drop a double.
    private static final class WithId extends MimeMessage {
        private final String id;

        WithId(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
