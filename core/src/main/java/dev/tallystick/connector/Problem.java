package dev.tallystick.connector;

/// What kind of trouble the outside gave. The kind decides whether to try again, and who must act.
public enum Problem {
    /// The credential was refused (401 after one refresh). A person must reconnect.
    SIGN_IN(false),
    /// Signed in, but not allowed (403). Never a sign that something is gone.
    PERMISSION(false),
    /// Too many requests. Wait as told, then go on.
    RATE_LIMIT(true),
    /// The calls that the account has for a month are used up. Waiting for minutes is no use: a person decides, or
    /// the month ends.
    QUOTA(false),
    /// The table, stream or account is not there (404). Never a sign that its rows were deleted.
    NOT_FOUND(false),
    /// The other side understood and said no to this row or request (400, 422, a constraint).
    REJECTED(false),
    /// The network, a timeout, a 5xx, an answer cut short: it may work later.
    UNAVAILABLE(true),
    /// The answer is not what the interface promises (HTML with 200, garbage); a few tries, then a person must look.
    BAD_ANSWER(true),
    /// The settings ask for something that cannot work: a wrong address, an unsupported part of a manifest, a table of
    /// another shape. A person must change them.
    SETTINGS(false);

    private final boolean retryable;

    Problem(boolean retryable) {
        this.retryable = retryable;
    }

    /// Whether the same attempt may succeed later without anybody changing anything.
    public boolean retryable() {
        return retryable;
    }
}
