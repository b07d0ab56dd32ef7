package dev.tallystick.connectors.http.errors;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.template.Expressions;
import java.util.List;
import java.util.Map;

/// The first filter that fits decides; where none does, the status.
final class DefaultErrorHandler implements ErrorHandler {
    /// More tries than this help nobody.
    private static final int MOST_RETRIES = 20;

    private final List<ResponseFilter> filters;
    private final List<Backoff> backoffs;
    private final int maxRetries;

    DefaultErrorHandler(List<ResponseFilter> filters, List<Backoff> backoffs, int maxRetries) {
        this.filters = filters;
        this.backoffs = backoffs;
        this.maxRetries = maxRetries;
    }

    static DefaultErrorHandler of(Component component, Expressions expressions) {
        var retries = component
                .field("max_retries")
                .map(source -> expressions.of(source, component.parameters()).value(Map.of()))
                .map(value -> value instanceof Number number ? number.intValue() : 5)
                .orElse(5);
        return new DefaultErrorHandler(
                component.children("response_filters").stream()
                        .map(filter -> new ResponseFilter(filter, expressions))
                        .toList(),
                component.children("backoff_strategies").stream()
                        .map(strategy -> Backoff.of(strategy, expressions))
                        .toList(),
                Math.clamp(retries, 0, MOST_RETRIES));
    }

    @Override
    public Resolution resolve(Answer answer) {
        for (var filter : filters) {
            var resolution = filter.resolve(answer);
            if (resolution.isPresent()) {
                return resolution.get();
            }
        }
        int status = answer.response().status();
        return Resolution.of(
                switch (status) {
                    case 400, 401, 403, 404, 405 -> Action.FAIL;
                    case 429 -> Action.RATE_LIMITED;
                    // A redirect is an answer here and never followed; nothing of it is a record.
                    default -> status < 300 ? Action.SUCCESS : status < 400 ? Action.FAIL : Action.RETRY;
                });
    }

    @Override
    public int maxRetries() {
        return maxRetries;
    }

    @Override
    public List<Backoff> backoffs() {
        return backoffs;
    }
}
