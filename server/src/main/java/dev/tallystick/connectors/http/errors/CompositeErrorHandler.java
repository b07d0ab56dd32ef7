package dev.tallystick.connectors.http.errors;

import dev.tallystick.connectors.http.manifest.ManifestException;
import java.util.List;

/// Several handlers asked in turn. Success, retry, ignore and reset are taken from the first who says so; a failure
/// only stands when no later handler knows better.
final class CompositeErrorHandler implements ErrorHandler {
    private final List<ErrorHandler> handlers;

    CompositeErrorHandler(List<ErrorHandler> handlers) {
        if (handlers.isEmpty()) {
            throw new ManifestException("A CompositeErrorHandler has no handlers.");
        }
        this.handlers = handlers;
    }

    @Override
    public Resolution resolve(Answer answer) {
        var last = Resolution.of(Action.FAIL);
        for (var handler : handlers) {
            last = handler.resolve(answer);
            switch (last.action()) {
                case SUCCESS, RETRY, IGNORE, RESET_PAGINATION -> {
                    return last;
                }
                case FAIL, RATE_LIMITED, REFRESH_TOKEN_THEN_RETRY -> {
                    // A later handler may know better.
                }
            }
        }
        return last;
    }

    @Override
    public int maxRetries() {
        return handlers.getFirst().maxRetries();
    }

    @Override
    public List<Backoff> backoffs() {
        return handlers.stream().flatMap(handler -> handler.backoffs().stream()).toList();
    }
}
