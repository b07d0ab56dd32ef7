package dev.tallystick.connectors.http.cursor;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.DateFormats;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.TemplateException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/// A time out of the configuration, held between two others.
final class MinMaxDatetime {
    private final String field;
    private final Expression time;
    private final Optional<Expression> format;
    private final Optional<Expression> least;
    private final Optional<Expression> most;
    private final String cursorFormat;

    /// @param source a MinMaxDatetime, or the time itself as a template
    MinMaxDatetime(String field, Object source, String cursorFormat, Component owner, Expressions expressions) {
        this.field = field;
        this.cursorFormat = cursorFormat;
        if (source instanceof Map<?, ?>) {
            var component = Component.of(source);
            var parameters = component.parameters();
            this.time = expressions.of(component.required("datetime"), parameters);
            this.format = component.text("datetime_format").map(text -> expressions.of(text, parameters));
            this.least = component
                    .text("min_datetime")
                    .filter(text -> !text.isEmpty())
                    .map(text -> expressions.of(text, parameters));
            this.most = component
                    .text("max_datetime")
                    .filter(text -> !text.isEmpty())
                    .map(text -> expressions.of(text, parameters));
        } else {
            this.time = expressions.of(source, owner.parameters());
            this.format = Optional.empty();
            this.least = Optional.empty();
            this.most = Optional.empty();
        }
    }

    OffsetDateTime value() {
        var pattern =
                format.map(Expression::text).filter(text -> !text.isEmpty()).orElse(cursorFormat);
        var value = parsed(time.text(), pattern);
        var low = least.map(Expression::text).filter(text -> !text.isEmpty()).map(text -> parsed(text, pattern));
        if (low.isPresent() && low.get().isAfter(value)) {
            value = low.get();
        }
        var high = most.map(Expression::text).filter(text -> !text.isEmpty()).map(text -> parsed(text, pattern));
        return high.isPresent() && high.get().isBefore(value) ? high.get() : value;
    }

    private OffsetDateTime parsed(String text, String pattern) {
        try {
            return DateFormats.parse(text, pattern);
        } catch (TemplateException _) {
            throw new ManifestException("The " + field + " of the manifest gives a time that does not have the form '"
                    + pattern + "'. Check the dates in the connection's settings.");
        }
    }
}
