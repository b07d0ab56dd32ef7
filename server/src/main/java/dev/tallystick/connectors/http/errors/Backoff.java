package dev.tallystick.connectors.http.errors;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How long to wait before a retry.
public sealed interface Backoff {

    /// @param retry counted from one
    /// @return empty when this one has nothing to say
    Optional<Duration> before(Answer answer, int retry);

    /// Where no answer came, only what needs none can say something.
    default Optional<Duration> withoutAnswer(int retry) {
        return Optional.empty();
    }

    static Backoff of(Component component, Expressions expressions) {
        return switch (component.type()) {
            case "ConstantBackoffStrategy" ->
                new Constant(number(component, "backoff_time_in_seconds", expressions, null));
            case "ExponentialBackoffStrategy" -> new Exponential(number(component, "factor", expressions, 5L));
            case "WaitTimeFromHeader" -> new FromHeader(component, expressions, false);
            case "WaitUntilTimeFromHeader" -> new FromHeader(component, expressions, true);
            default -> throw new ManifestException("A " + component.type() + " is not supported.");
        };
    }

    private static Expression number(
            Component component, String field, Expressions expressions, @Nullable Object otherwise) {
        Object source = otherwise == null
                ? component.required(field)
                : component.field(field).orElse(otherwise);
        return expressions.of(source, component.parameters());
    }

    private static double seconds(Expression expression) {
        if (expression.value(Map.of()) instanceof Number number) {
            return number.doubleValue();
        }
        throw new ManifestException("A waiting time of the manifest is no number.");
    }

    private static Optional<Duration> wait(double seconds) {
        return seconds > 0 ? Optional.of(Duration.ofMillis((long) Math.min(seconds * 1000, 1e12))) : Optional.empty();
    }

    record Constant(Expression time) implements Backoff {
        @Override
        public Optional<Duration> before(Answer answer, int retry) {
            return withoutAnswer(retry);
        }

        @Override
        public Optional<Duration> withoutAnswer(int retry) {
            return Backoff.wait(seconds(time));
        }
    }

    record Exponential(Expression factor) implements Backoff {
        @Override
        public Optional<Duration> before(Answer answer, int retry) {
            return withoutAnswer(retry);
        }

        @Override
        public Optional<Duration> withoutAnswer(int retry) {
            return Backoff.wait(seconds(factor) * Math.pow(2, retry));
        }
    }

    /// A number in a header: seconds to wait, or the second until which to wait.
    final class FromHeader implements Backoff {
        private final Expression header;
        private final Optional<com.google.re2j.Pattern> pattern;
        private final Optional<Expression> least;
        private final Optional<Expression> most;
        private final boolean until;
        private final Clock clock;

        FromHeader(Component component, Expressions expressions, boolean until) {
            this.header = expressions.of(component.required("header"), component.parameters());
            this.pattern =
                    component.text("regex").filter(text -> !text.isEmpty()).map(com.google.re2j.Pattern::compile);
            this.least = component.field("min_wait").map(source -> expressions.of(source, component.parameters()));
            this.most = component
                    .field("max_waiting_time_in_seconds")
                    .map(source -> expressions.of(source, component.parameters()));
            this.until = until;
            this.clock = expressions.clock();
        }

        @Override
        public Optional<Duration> before(Answer answer, int retry) {
            var given = answer.response().headers().first(header.text()).flatMap(this::number);
            if (!until) {
                given.ifPresent(this::refuseTooLong);
                return given.flatMap(Backoff::wait);
            }
            var shortest = least.map(Backoff::seconds);
            if (given.isEmpty()) {
                return shortest.flatMap(Backoff::wait);
            }
            double wait = given.get() - clock.millis() / 1000.0;
            refuseTooLong(wait);
            return Backoff.wait(shortest.isPresent() ? Math.max(wait, shortest.get()) : wait);
        }

        private void refuseTooLong(double wait) {
            if (most.isPresent() && wait >= seconds(most.get())) {
                throw new ConnectorException(
                        Problem.RATE_LIMIT,
                        "The other side asks to wait longer than the manifest allows.",
                        Duration.ofSeconds((long) Math.min(wait, 1e9)),
                        null);
            }
        }

        private Optional<Double> number(String text) {
            var digits = text.strip();
            if (pattern.isPresent()) {
                var match = pattern.get().matcher(digits);
                if (!match.lookingAt()) {
                    return Optional.empty();
                }
                digits = match.group();
            }
            try {
                return Optional.of(Double.parseDouble(digits)).filter(Double::isFinite);
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }
    }
}
