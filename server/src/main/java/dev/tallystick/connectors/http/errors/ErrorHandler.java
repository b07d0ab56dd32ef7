package dev.tallystick.connectors.http.errors;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.Expressions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What to do about each answer, how often to try again, and how long to wait before.
public sealed interface ErrorHandler permits DefaultErrorHandler, CompositeErrorHandler {

    Resolution resolve(Answer answer);

    int maxRetries();

    List<Backoff> backoffs();

    /// How long the manifest wants to wait before this retry, counted from one; empty when it leaves it to us.
    default Optional<Duration> wait(Answer answer, int retry) {
        for (var backoff : backoffs()) {
            var wait = backoff.before(answer, retry);
            if (wait.isPresent()) {
                return wait;
            }
        }
        return Optional.empty();
    }

    /// How long to wait before this retry when there was no answer at all.
    default Optional<Duration> wait(int retry) {
        for (var backoff : backoffs()) {
            var wait = backoff.withoutAnswer(retry);
            if (wait.isPresent()) {
                return wait;
            }
        }
        return Optional.empty();
    }

    /// Goes by the status alone.
    static ErrorHandler statusOnly() {
        return new DefaultErrorHandler(List.of(), List.of(), 5);
    }

    static ErrorHandler of(Optional<Component> component, Expressions expressions) {
        return component.map(given -> of(given, expressions)).orElseGet(ErrorHandler::statusOnly);
    }

    private static ErrorHandler of(Component component, Expressions expressions) {
        return switch (component.type()) {
            case "DefaultErrorHandler" -> DefaultErrorHandler.of(component, expressions);
            case "CompositeErrorHandler" ->
                new CompositeErrorHandler(component.children("error_handlers").stream()
                        .map(child -> of(child, expressions))
                        .toList());
            default -> throw new ManifestException("A " + component.type() + " is not supported.");
        };
    }
}
