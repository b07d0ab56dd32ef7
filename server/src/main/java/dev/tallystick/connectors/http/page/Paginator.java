package dev.tallystick.connectors.http.page;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.request.Options;
import dev.tallystick.connectors.http.request.RequestOption;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.PythonText;
import dev.tallystick.connectors.http.value.Truth;
import java.util.Optional;

/// Pages through a slice: the token of each page and where it goes into the request.
public final class Paginator {
    private final Optional<PageStrategy> strategy;
    private final Optional<RequestOption> sizeOption;
    private final Optional<RequestOption> tokenOption;
    private final boolean tokenIsPath;

    private Paginator(
            Optional<PageStrategy> strategy,
            Optional<RequestOption> sizeOption,
            Optional<RequestOption> tokenOption,
            boolean tokenIsPath) {
        this.strategy = strategy;
        this.sizeOption = sizeOption;
        this.tokenOption = tokenOption;
        this.tokenIsPath = tokenIsPath;
    }

    public static Paginator of(Optional<Component> component, Expressions expressions) {
        if (component.isEmpty() || component.get().type().equals("NoPagination")) {
            return new Paginator(Optional.empty(), Optional.empty(), Optional.empty(), false);
        }
        var given = component.get();
        if (!given.type().equals("DefaultPaginator")) {
            throw new ManifestException("A " + given.type() + " is not supported.");
        }
        var token = given.child("page_token_option");
        boolean path = token.map(Component::type).orElse("").equals("RequestPath");
        return new Paginator(
                Optional.of(PageStrategy.of(given.requiredChild("pagination_strategy"), expressions)),
                given.child("page_size_option").map(option -> new RequestOption(option, expressions)),
                path ? Optional.empty() : token.map(option -> new RequestOption(option, expressions)),
                path);
    }

    public Optional<Object> initial() {
        return strategy.flatMap(PageStrategy::initial);
    }

    /// Puts page size and token into the request; the token may also be the path.
    public void inject(Optional<Object> token, Options options) {
        if (sizeOption.isPresent()) {
            var size = strategy.flatMap(PageStrategy::pageSize)
                    .orElseThrow(() -> new ManifestException("The manifest sends a page size that it does not give."));
            sizeOption.get().inject(size, options);
        }
        token.ifPresent(value -> tokenOption.ifPresent(option -> option.inject(value, options)));
    }

    public Optional<String> path(Optional<Object> token) {
        return tokenIsPath ? token.map(PythonText::of) : Optional.empty();
    }

    /// The token of the next page, empty at the end.
    public Optional<Object> next(PageSeen page) {
        return strategy.flatMap(pages -> pages.next(page)).filter(Truth::of);
    }
}
