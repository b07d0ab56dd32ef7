package dev.tallystick.egress;

import dev.tallystick.egress.EgressException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/// One request on its way: what the resolver must know, and how far it got, which tells what a failure means.
final class Exchange {

    /// Bound while a request runs. The resolver reads it: HttpClient hands it nothing but a name.
    static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private final EgressClient.Target target;
    private final AllowList allowed;
    private final Deadline deadline;
    private boolean sending;
    private @Nullable SessionInputBuffer incoming;

    Exchange(EgressClient.Target target, AllowList allowed, Deadline deadline) {
        this.target = target;
        this.allowed = allowed;
        this.deadline = deadline;
    }

    EgressClient.Target target() {
        return target;
    }

    AllowList allowed() {
        return allowed;
    }

    Deadline deadline() {
        return deadline;
    }

    void sending() {
        sending = true;
    }

    /// @param buffer where the connection keeps what has come and was not read
    void receiving(SessionInputBuffer buffer) {
        incoming = buffer;
    }

    boolean moreHasCome() {
        return incoming != null && incoming.length() > 0;
    }

    EgressException failure(Exception cause) {
        String host = target.host();
        if (Thread.currentThread().isInterrupted()) {
            return failed(Kind.INTERRUPTED, "The request to " + host + " was stopped.", cause);
        }
        if (deadline.passed()) {
            return sending
                    ? failed(Kind.TIMEOUT, host + " did not send its whole answer in time.", cause)
                    : failed(Kind.TIMEOUT, Sentences.unreachable(host), cause);
        }
        if (!sending) {
            return beforeSending(host, cause);
        }
        Throwable deepest = deepest(cause);
        return switch (deepest) {
            case MessageConstraintException _ ->
                failed(Kind.TOO_LARGE, host + " answered with more or longer headers than are accepted.", cause);
            case TruncatedChunkException _,
                    ConnectionClosedException _,
                    NoHttpResponseException _,
                    SocketException _,
                    SocketTimeoutException _,
                    SSLException _ ->
                failed(Kind.RESET, "The connection to " + host + " broke before its answer was complete.", cause);
            case ZipException _, EOFException _ ->
                failed(Kind.BAD_RESPONSE, host + " sent a compressed answer that cannot be read.", cause);
            case MalformedChunkCodingException _ ->
                failed(Kind.BAD_RESPONSE, host + " sent an answer that is not valid HTTP.", cause);
            default -> failed(Kind.BAD_RESPONSE, host + " sent an answer that cannot be read.", cause);
        };
    }

    /// Nothing has left yet, so nothing can have been handled.
    private EgressException beforeSending(String host, Exception cause) {
        return switch (cause) {
            case GuardedResolver.Refused _ -> failed(Kind.REFUSED_ADDRESS, Sentences.unreachable(host), cause);
            case UnknownHostException _ -> failed(Kind.DNS, Sentences.unreachable(host), cause);
            case ConnectException _, NoRouteToHostException _, SocketException _, SocketTimeoutException _ ->
                failed(Kind.CONNECT, Sentences.unreachable(host), cause);
            case SSLException broken
            when deepest(broken) instanceof IOException io && !(io instanceof SSLException) ->
                failed(Kind.CONNECT, Sentences.unreachable(host), cause);
            case SSLException untrusted ->
                failed(
                        Kind.TLS,
                        host + " could not prove its identity: " + reason(untrusted) + ". Nothing was sent.",
                        cause);
            default -> failed(Kind.CONNECT, Sentences.unreachable(host), cause);
        };
    }

    private static String reason(SSLException untrusted) {
        for (Throwable at = untrusted; at != null; at = at.getCause()) {
            if (at instanceof CertificateExpiredException) {
                return "its certificate has expired";
            }
            if (at instanceof CertificateNotYetValidException) {
                return "its certificate is not valid yet";
            }
            if (at instanceof CertPathBuilderException) {
                return "its certificate is not signed by an authority that this machine trusts";
            }
            String message = at.getMessage();
            if (at instanceof SSLPeerUnverifiedException
                    || (message != null && message.contains("subject alternative"))) {
                return "its certificate is for another name";
            }
        }
        return "no secure connection could be agreed on";
    }

    private EgressException failed(Kind kind, String sentence, Exception cause) {
        return new EgressException(kind, sending, sentence, cause);
    }

    private static Throwable deepest(Throwable thrown) {
        Throwable at = thrown;
        for (@Nullable Throwable below = at.getCause(); below != null; below = at.getCause()) {
            at = below;
        }
        return at;
    }
}
