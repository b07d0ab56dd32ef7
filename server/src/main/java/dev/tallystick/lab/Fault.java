package dev.tallystick.lab;

/// Something that goes wrong with requests to a path.
///
/// ```java
/// lab.faults().add(Fault.of(Fault.Kind.THROTTLED, "/v1/clients").value("date").times(2));
/// ```
///
/// @param path how a request's path must begin; with a method before it only of that method: `PATCH /v1/clients`
/// @param times for how many requests; [#FOREVER] until it is cleared
/// @param after how many requests go well first
/// @param value what the kind says, or ""
public record Fault(Kind kind, String path, int times, int after, String value) {

    public static final int FOREVER = Integer.MAX_VALUE;

    public static Fault of(Kind kind, String path) {
        return new Fault(kind, path, 1, 0, "");
    }

    public Fault times(int count) {
        return new Fault(kind, path, count, after, value);
    }

    public Fault after(int requests) {
        return new Fault(kind, path, times, requests, value);
    }

    public Fault value(String other) {
        return new Fault(kind, path, times, after, other);
    }

    boolean concerns(String method, String asked) {
        int blank = path.indexOf(' ');
        return asked.startsWith(path.substring(blank + 1))
                && (blank < 0 || path.substring(0, blank).equalsIgnoreCase(method));
    }

    /// What goes wrong.
    public enum Kind {
        /// Answers after so many milliseconds.
        LATENCY,
        /// The connection is reset before anything is done.
        RESET_BEFORE,
        /// The request is handled, then the connection is reset.
        RESET_AFTER,
        /// The request is handled, then nothing more comes.
        SILENCE_AFTER,
        /// The connection is reset, and the request is handled so many milliseconds (1000) afterwards.
        APPLIED_LATE,
        /// Half of the body, then the end of the connection.
        TRUNCATED_BODY,
        /// Half of the body and a reset.
        RESET_IN_BODY,
        /// Content-Length names half of what is sent.
        SHORT_LENGTH,
        /// A chunk with a length that is no number.
        BAD_CHUNK,
        /// Half of the JSON in a body that is otherwise in order.
        TRUNCATED_JSON,
        /// Bytes that mean nothing, as JSON.
        GARBAGE,
        /// A web page with status 200, as from a sign-in wall.
        HTML_200,
        /// Status 200 and no body.
        EMPTY_200,
        /// Status 200 and `{"error":…}`.
        ERROR_200,
        /// The right body as text/plain.
        WRONG_TYPE,
        /// The right body behind a byte order mark.
        BOM,
        /// The status of the value, as problem+json.
        STATUS,
        /// The status of the value (502), as the web page of a proxy.
        HTML_STATUS,
        /// 429 with a Retry-After of the value's form: seconds (or a number), date, past, absent, garbage, huge,
        /// negative, decimal, epoch, epoch-millis, rfc850, asctime.
        THROTTLED,
        /// 401.
        UNAUTHORIZED,
        /// 403.
        FORBIDDEN,
        /// The page before comes again.
        DUPLICATE_PAGE,
        /// A page is left out.
        MISSING_PAGE,
        /// The next page is this page.
        CURSOR_LOOP,
        /// A page holds only so many rows (1), and the next one goes on after them.
        SHORT_PAGE,
        /// So many rows (half) of a page are left out, and nothing says so.
        PARTIAL_PAGE,
        /// Between two pages a row moves, so that it is "missed" or comes "twice".
        MOVING_ROW,
        /// The listing that this page belongs to is not known any more.
        ITERATOR_GONE,
        /// The first half of a batch of rows is written, then 503.
        PARTIAL_BATCH,
        /// So many rows (3) of the table's beginning are deleted just before the answer.
        SHRINK,
        /// One byte of the body in so many milliseconds (100).
        DRIP,
        /// Headers, then nothing.
        STALL,
        /// Nothing at all.
        SILENCE,
        /// The right answer, packed.
        GZIP,
        /// 200 MiB in 200 KB.
        GZIP_BOMB,
        /// 302 to the value.
        REDIRECT
    }
}
