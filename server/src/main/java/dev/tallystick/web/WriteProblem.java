package dev.tallystick.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/// Answers with a problem, also where no controller is reached: in a filter, at the gate, on an error page.
public final class WriteProblem {
    private static final JsonMapper JSON = JsonMapper.shared();

    private WriteProblem() {}

    public static void to(HttpServletResponse response, Refusal refusal) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = JSON.writeValueAsString(Problem.of(refusal)).getBytes(StandardCharsets.UTF_8);
        response.resetBuffer();
        response.setStatus(refusal.status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        @Nullable String retryAfter = seconds(refusal.retryAfter());
        if (retryAfter != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static ResponseEntity<Problem> entity(Refusal refusal) {
        var answer = ResponseEntity.status(refusal.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        @Nullable String retryAfter = seconds(refusal.retryAfter());
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        return answer.body(Problem.of(refusal));
    }

    /// Rounded up: one who waits this long must not be early.
    private static @Nullable String seconds(@Nullable Duration wait) {
        return wait == null
                ? null
                : Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}
