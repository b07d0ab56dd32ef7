package dev.tallystick.lab;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers of those faults that are an answer.
final class FaultReplies {

    private static final DateTimeFormatter IMF = form("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter RFC_850 = form("EEEE, dd-MMM-yy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = form("EEE MMM ppd HH:mm:ss yyyy");

    private FaultReplies() {}

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /// What is answered without asking the service.
    static @Nullable Reply instead(@Nullable Fault fault, Clock clock) {
        if (fault == null) {
            return null;
        }
        return switch (fault.kind()) {
            case STATUS -> Reply.problem(status(fault, 500), "fault", "This request was told to fail");
            case HTML_STATUS -> Reply.page(status(fault, 502));
            case UNAUTHORIZED ->
                Reply.problem(401, "unauthorized", "The key is not valid").with("WWW-Authenticate", "Bearer");
            case FORBIDDEN -> Reply.problem(403, "forbidden", "The key may not read this");
            case THROTTLED -> throttled(fault.value(), clock.instant());
            case REDIRECT -> Reply.of(302, "text/plain", "").with("Location", fault.value());
            case LATENCY,
                    RESET_BEFORE,
                    RESET_AFTER,
                    SILENCE_AFTER,
                    APPLIED_LATE,
                    TRUNCATED_BODY,
                    RESET_IN_BODY,
                    SHORT_LENGTH,
                    BAD_CHUNK,
                    TRUNCATED_JSON,
                    GARBAGE,
                    HTML_200,
                    EMPTY_200,
                    ERROR_200,
                    WRONG_TYPE,
                    BOM,
                    DUPLICATE_PAGE,
                    MISSING_PAGE,
                    CURSOR_LOOP,
                    SHORT_PAGE,
                    PARTIAL_PAGE,
                    MOVING_ROW,
                    ITERATOR_GONE,
                    PARTIAL_BATCH,
                    SHRINK,
                    DRIP,
                    STALL,
                    SILENCE,
                    GZIP,
                    GZIP_BOMB -> null;
        };
    }

    /// What is made of the service's answer. The request has been handled.
    static Reply changed(Fault fault, Reply reply) {
        byte[] body = reply.body();
        return switch (fault.kind()) {
            case TRUNCATED_JSON -> reply.body(Arrays.copyOf(body, body.length / 2));
            case GARBAGE -> reply.body(new byte[] {(byte) 0x8a, 0x00, 0x13, (byte) 0xff, 0x37, 0x7b, 0x22});
            case HTML_200 -> Reply.page(200);
            case EMPTY_200 -> reply.body(new byte[0]);
            case ERROR_200 ->
                Reply.json(Map.of("error", Map.of("code", "internal", "message", "Something went wrong")));
            case WRONG_TYPE -> reply.with("Content-Type", "text/plain");
            case BOM ->
                reply.body(("\uFEFF" + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
            default -> reply; // done by the server or the service
        };
    }

    private static Reply throttled(String form, Instant now) {
        Reply reply = Reply.problem(429, "too-many-requests", "Slow down");
        String value = switch (form) {
            case "", "seconds" -> "2";
            case "decimal" -> "0.5";
            case "negative" -> "-5";
            case "huge" -> "1000000000";
            case "garbage" -> "soon";
            case "date" -> IMF.format(now.plusSeconds(2));
            case "past" -> IMF.format(now.minusSeconds(3600));
            case "rfc850" -> RFC_850.format(now.plusSeconds(2));
            case "asctime" -> ASCTIME.format(now.plusSeconds(2));
            case "epoch" -> "" + now.plusSeconds(2).getEpochSecond();
            case "epoch-millis" -> "" + now.plusSeconds(2).toEpochMilli();
            default -> form;
        };
        return form.equals("absent") ? reply : reply.with("Retry-After", value);
    }

    private static int status(Fault fault, int otherwise) {
        return fault.value().isEmpty() ? otherwise : Integer.parseInt(fault.value());
    }
}
