package dev.tallystick.egress;

import dev.tallystick.connector.Problem;
import org.jspecify.annotations.Nullable;

/// No answer, or none that can be used. The message is a sentence for people: it holds no query, no header value and
/// no address, and it is the same for a refused address, an unknown name and a closed port, so that nobody can map
/// an internal network by trying.
public class EgressException extends RuntimeException {

    private final Kind kind;
    private final boolean ambiguous;

    public EgressException(Kind kind, boolean ambiguous, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.ambiguous = ambiguous;
    }

    /// What went wrong, for retry policies and logs.
    public enum Kind {
        /// Not http(s), user info in the URL, a host written as an odd number, a forbidden port.
        REFUSED_URL(false),
        /// The name leads to an address that this request may not reach.
        REFUSED_ADDRESS(false),
        /// The name could not be looked up.
        DNS(true),
        /// No connection: nothing was sent.
        CONNECT(true),
        /// The peer could not prove who it is: nothing was sent.
        TLS(false),
        /// The deadline passed.
        TIMEOUT(true),
        /// The connection broke before the answer was whole.
        RESET(true),
        /// More bytes, headers or nesting than the limits allow.
        TOO_LARGE(false),
        /// An answer that is not what it claims to be: broken HTTP, gzip or JSON, or another content type.
        BAD_RESPONSE(true),
        /// This thread was interrupted, as when a run is cancelled.
        INTERRUPTED(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        /// Whether the same request may succeed later. Whether it may be *sent* again is another question: see
        /// [EgressException#ambiguous()].
        public boolean retryable() {
            return retryable;
        }
    }

    public Kind kind() {
        return kind;
    }

    /// What it is to a connector, which may know better where an answer is too large.
    public Problem problem() {
        return switch (kind) {
            case REFUSED_URL, REFUSED_ADDRESS -> Problem.SETTINGS;
            case BAD_RESPONSE, TOO_LARGE -> Problem.BAD_ANSWER;
            case DNS, CONNECT, TLS, TIMEOUT, RESET, INTERRUPTED -> Problem.UNAVAILABLE;
        };
    }

    /// Whether the request may have been handled: it had begun to leave when the trouble came.
    public boolean ambiguous() {
        return ambiguous;
    }
}
