package dev.tallystick.web;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// A request that is not done, and why, in words for the one who asked. The code is stable: programs may rely on it.
public final class Refusal extends RuntimeException {
    private final HttpStatus status;
    private final String code;
    private final String sentence;
    private final List<FieldProblem> fields;
    private final @Nullable Duration retryAfter;

    public Refusal(HttpStatus status, String code, String sentence) {
        this(status, code, sentence, List.of(), null);
    }

    private Refusal(
            HttpStatus status, String code, String sentence, List<FieldProblem> fields, @Nullable Duration retryAfter) {
        super(sentence);
        this.status = status;
        this.code = code;
        this.sentence = sentence;
        this.fields = List.copyOf(fields);
        this.retryAfter = retryAfter;
    }

    /// Also for what exists in another workspace: the two must not be told apart.
    public static Refusal notFound(String sentence) {
        return new Refusal(HttpStatus.NOT_FOUND, "not_found", sentence);
    }

    public static Refusal conflict(String code, String sentence) {
        return new Refusal(HttpStatus.CONFLICT, code, sentence);
    }

    public static Refusal invalid(List<FieldProblem> fields) {
        String sentence = fields.size() == 1 ? fields.getFirst().detail() : "Some fields are not right.";
        return new Refusal(HttpStatus.BAD_REQUEST, "invalid", sentence, fields, null);
    }

    public static Refusal tooMany(String code, String sentence, Duration retryAfter) {
        return new Refusal(HttpStatus.TOO_MANY_REQUESTS, code, sentence, List.of(), retryAfter);
    }

    public static Refusal busy(String sentence, Duration retryAfter) {
        return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "busy", sentence, List.of(), retryAfter);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }

    public List<FieldProblem> fields() {
        return fields;
    }

    /// When it is worth another try, where that is known.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
