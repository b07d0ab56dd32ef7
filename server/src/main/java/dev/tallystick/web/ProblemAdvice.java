package dev.tallystick.web;

import dev.tallystick.storage.DatabaseUnavailable;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Turns whatever ended a request into a problem. What is ours to mend is logged under a number, and the number is
/// all the caller learns: no stack, no SQL, no class name.
@RestControllerAdvice
@Order(0)
class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Problem> refused(Refusal refusal) {
        return WriteProblem.entity(refusal);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException e) {
        return WriteProblem.entity(whyUnreadable(e));
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongType(MethodArgumentTypeMismatchException e) {
        return bad("invalid", "The parameter '%s' is not of its kind.".formatted(e.getName()));
    }

    @ExceptionHandler
    ResponseEntity<Problem> missing(MissingServletRequestParameterException e) {
        return bad("invalid", "The parameter '%s' is needed.".formatted(e.getParameterName()));
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongMethod(HttpRequestMethodNotSupportedException e) {
        HttpHeaders headers = e.getHeaders();
        ResponseEntity<Problem> answer = WriteProblem.entity(Refusals.wrongMethod());
        return ResponseEntity.status(answer.getStatusCode())
                .headers(headers)
                .headers(answer.getHeaders())
                .body(answer.getBody());
    }

    @ExceptionHandler
    ResponseEntity<Problem> nothingThere(NoResourceFoundException e) {
        return WriteProblem.entity(Refusals.nothingHere());
    }

    @ExceptionHandler
    ResponseEntity<Problem> databaseGone(DatabaseUnavailable e) {
        return WriteProblem.entity(Refusals.databaseGone(log, e));
    }

    /// The browser has left; there is nobody to answer.
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {
        log.debug("The caller left before the answer ended");
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Problem> anything(Exception e) throws Exception {
        if (e instanceof AuthenticationException || e instanceof AccessDeniedException) {
            // These are the gate's to answer.
            throw e;
        }
        if (e instanceof ErrorResponse response && response.getStatusCode().is4xxClientError()) {
            return ofStatus(response);
        }
        return WriteProblem.entity(Refusals.ourFault(log, e));
    }

    private static ResponseEntity<Problem> ofStatus(ErrorResponse response) {
        HttpStatus status = HttpStatus.valueOf(response.getStatusCode().value());
        ResponseEntity<Problem> answer = WriteProblem.entity(Refusals.ofStatus(status));
        return ResponseEntity.status(status)
                .headers(response.getHeaders())
                .headers(answer.getHeaders())
                .body(answer.getBody());
    }

    private static ResponseEntity<Problem> bad(String code, String sentence) {
        return WriteProblem.entity(new Refusal(HttpStatus.BAD_REQUEST, code, sentence));
    }

    private static Refusal whyUnreadable(HttpMessageNotReadableException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case Refusal refusal -> {
                    return refusal;
                }
                case LimitBody.TooLarge _ -> {
                    return Refusals.tooLarge();
                }
                case UnrecognizedPropertyException unknown -> {
                    return Refusal.invalid(List.of(new FieldProblem(
                            pointer(unknown),
                            "There is no field '%s' here.".formatted(shortened(unknown.getPropertyName())))));
                }
                case StreamConstraintsException _ -> {
                    return new Refusal(
                            HttpStatus.BAD_REQUEST, "json_limits", "The JSON is too deep, too long or too large.");
                }
                case StreamReadException malformed -> {
                    return new Refusal(
                            HttpStatus.BAD_REQUEST,
                            "malformed_json",
                            "The body is not JSON%s.".formatted(at(malformed)));
                }
                case DatabindException mismatch -> {
                    return Refusal.invalid(
                            List.of(new FieldProblem(pointer(mismatch), "This is not of the kind that is needed.")));
                }
                default -> {}
            }
        }
        return new Refusal(HttpStatus.BAD_REQUEST, "malformed_json", "The body is missing or cannot be read.");
    }

    private static String pointer(JacksonException e) {
        return e.getPath().stream()
                .map(step -> step.getPropertyName() == null
                        ? Integer.toString(step.getIndex())
                        : shortened(step.getPropertyName()).replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining("/", "/", ""));
    }

    private static String at(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (line %d, column %d)"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    private static String shortened(String name) {
        return name.length() <= 80 ? name : name.substring(0, 80) + "…";
    }

    /// The refusals that more than one place gives.
    static final class Refusals {
        private Refusals() {}

        static Refusal nothingHere() {
            return Refusal.notFound("There is nothing at this address.");
        }

        static Refusal databaseGone(Logger log, DatabaseUnavailable e) {
            if (!e.isAway()) {
                // Of an absence the log has its one line; this is something else, such as a pool that is too small.
                log.warn("A request got no connection to the database: {}", String.valueOf(rootOf(e)));
            }
            return Refusal.busy(
                    "The database cannot be reached at the moment. Nothing was changed.", Duration.ofSeconds(5));
        }

        private static @Nullable String rootOf(Throwable e) {
            @Nullable Throwable cause = e.getCause();
            return cause == null ? e.getMessage() : rootOf(cause);
        }

        static Refusal wrongMethod() {
            return new Refusal(
                    HttpStatus.METHOD_NOT_ALLOWED,
                    "method_not_allowed",
                    "This address does not answer to that method.");
        }

        static Refusal tooLarge() {
            return new Refusal(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too_large",
                    "The body is larger than %d bytes.".formatted(LimitBody.BYTES));
        }

        static Refusal ofStatus(HttpStatus status) {
            return switch (status) {
                case NOT_FOUND -> nothingHere();
                case METHOD_NOT_ALLOWED -> wrongMethod();
                case CONTENT_TOO_LARGE -> tooLarge();
                case UNSUPPORTED_MEDIA_TYPE ->
                    new Refusal(status, "unsupported_media_type", "Send the body as application/json.");
                case NOT_ACCEPTABLE -> new Refusal(status, "not_acceptable", "This can be given as JSON only.");
                default ->
                    new Refusal(
                            status,
                            status.is4xxClientError() ? "bad_request" : "internal",
                            "The request was not understood.");
            };
        }

        static Refusal ourFault(Logger log, Throwable e) {
            String number =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            log.error("Request failed, error {}", number, e);
            return new Refusal(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "internal",
                    "Something went wrong in Tallystick. Its log says what, at error %s.".formatted(number));
        }
    }
}
