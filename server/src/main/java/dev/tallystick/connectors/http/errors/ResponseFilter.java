package dev.tallystick.connectors.http.errors;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Fits an answer by its status, by a predicate over its body and headers, or by a part of its error message.
final class ResponseFilter {
    private final Optional<Action> action;
    private final Set<Integer> statuses = new HashSet<>();
    private final Optional<Expression> predicate;
    private final Optional<String> contains;
    private final Optional<Expression> message;
    private final Optional<String> failure;

    ResponseFilter(Component component, Expressions expressions) {
        this.action = component.text("action").map(Action::of);
        component.list("http_codes").forEach(code -> statuses.add(Integer.parseInt(code.toString())));
        this.predicate = component
                .field("predicate")
                .filter(source -> !source.equals(""))
                .map(source -> expressions.withoutConfig(source, component.parameters()));
        this.contains = component.text("error_message_contains").filter(text -> !text.isEmpty());
        this.message = component.field("error_message").map(source -> expressions.of(source, component.parameters()));
        this.failure = component.text("failure_type");
    }

    Optional<Resolution> resolve(Answer answer) {
        if (action.isEmpty() && failure.isEmpty()) {
            return Optional.empty();
        }
        return fits(answer)
                ? Optional.of(new Resolution(action.orElse(Action.FAIL), message(answer), failure))
                : Optional.empty();
    }

    private boolean fits(Answer answer) {
        if (statuses.contains(answer.response().status())) {
            return true;
        }
        if (predicate.isPresent() && predicate.get().truth(variables(answer))) {
            return true;
        }
        return contains.isPresent() && answer.message().contains(contains.get());
    }

    private Optional<String> message(Answer answer) {
        return message.map(expression -> expression.text(variables(answer))).filter(text -> !text.isBlank());
    }

    private static Map<String, Object> variables(Answer answer) {
        return Map.of("response", answer.body(), "headers", answer.headers());
    }
}
