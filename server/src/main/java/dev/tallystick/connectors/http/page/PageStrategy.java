package dev.tallystick.connectors.http.page;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.TemplateException;
import dev.tallystick.connectors.http.value.None;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How pages are counted.
sealed interface PageStrategy {

    /// The token of the first request, empty when it has none.
    Optional<Object> initial();

    Optional<Object> next(PageSeen page);

    Optional<Object> pageSize();

    static PageStrategy of(Component component, Expressions expressions) {
        var size = component.field("page_size").map(source -> expressions.of(source, component.parameters()));
        boolean first = component.flag("inject_on_first_request", false);
        return switch (component.type()) {
            case "PageIncrement" ->
                new PageNumber(
                        size,
                        component
                                .field("start_from_page")
                                .map(value -> value instanceof Number number ? number.longValue() : 0L)
                                .orElse(0L),
                        first);
            case "OffsetIncrement" -> new Offset(size, first);
            case "CursorPagination" ->
                new Cursor(
                        expressions.of(component.required("cursor_value"), component.parameters()),
                        component.field("stop_condition").map(source -> expressions.of(source, component.parameters())),
                        size);
            default -> throw new ManifestException("A " + component.type() + " is not supported.");
        };
    }

    private static Optional<Long> number(Optional<Expression> expression, Map<String, Object> variables) {
        return expression.map(given -> {
            if (given.value(variables) instanceof Number number) {
                return number.longValue();
            }
            throw new ManifestException("The page size of the manifest is no whole number.");
        });
    }

    private static boolean isLast(PageSeen page, Optional<Long> size) {
        return page.raw() == 0 || (size.isPresent() && page.raw() < size.get());
    }

    record PageNumber(Optional<Expression> size, long start, boolean first) implements PageStrategy {
        @Override
        public Optional<Object> initial() {
            return first ? Optional.of(start) : Optional.empty();
        }

        @Override
        public Optional<Object> next(PageSeen page) {
            if (isLast(page, number(size, Map.of()))) {
                return Optional.empty();
            }
            return Optional.of((page.token().orElse(start) instanceof Number number ? number.longValue() : start) + 1);
        }

        @Override
        public Optional<Object> pageSize() {
            return number(size, Map.of()).map(value -> value);
        }
    }

    record Offset(Optional<Expression> size, boolean first) implements PageStrategy {
        @Override
        public Optional<Object> initial() {
            return first ? Optional.of(0L) : Optional.empty();
        }

        @Override
        public Optional<Object> next(PageSeen page) {
            if (isLast(page, number(size, Map.of("response", page.body())))) {
                return Optional.empty();
            }
            return Optional.of(
                    (page.token().orElse(0L) instanceof Number number ? number.longValue() : 0) + page.raw());
        }

        @Override
        public Optional<Object> pageSize() {
            return number(size, Map.of("response", Map.of())).map(value -> value);
        }
    }

    record Cursor(Expression value, Optional<Expression> stop, Optional<Expression> size) implements PageStrategy {
        @Override
        public Optional<Object> initial() {
            return Optional.empty();
        }

        /// Where the reference would send a template's own text as a token, this fails. Where it takes a condition that
        /// cannot be computed for the end, so does this, but the listing proves nothing then.
        @Override
        public Optional<Object> next(PageSeen page) {
            Map<String, Object> variables = new LinkedHashMap<>();
            variables.put("response", page.body());
            variables.put("headers", headers(page));
            variables.put(
                    "last_record",
                    page.lastRecord().<Object>map(record -> record).orElse(None.NONE));
            variables.put("last_page_size", (long) page.emitted());
            if (stop.isPresent() && isLast(stop.get(), variables, page.doubtful())) {
                return Optional.empty();
            }
            return Optional.of(value.strictValue(variables)).filter(token -> token != None.NONE);
        }

        private static boolean isLast(Expression stop, Map<String, Object> variables, Runnable doubtful) {
            try {
                return stop.strictTruth(variables);
            } catch (TemplateException e) {
                if (e.kind() != TemplateException.Kind.TYPE) {
                    throw e;
                }
                doubtful.run();
                return true;
            }
        }

        private static Map<String, Object> headers(PageSeen page) {
            Map<String, Object> headers = new LinkedHashMap<>();
            page.response().headers().lines().forEach(line -> headers.put(line.name(), line.value()));
            headers.put("link", LinkHeader.parse(page.response()));
            return headers;
        }

        @Override
        public Optional<Object> pageSize() {
            try {
                return number(size, Map.of()).map(value -> value);
            } catch (TemplateException _) {
                throw new ManifestException("The page size of the manifest cannot be computed.");
            }
        }
    }
}
