package dev.tallystick.connectors.http.partition;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.request.Options;
import dev.tallystick.connectors.http.request.RequestOption;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.value.Truth;
import dev.tallystick.connectors.http.value.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// One partition for each value of a list.
public final class ListRouter implements PartitionRouter {
    private final Object values;
    private final Expression field;
    private final Expressions expressions;
    private final Component component;
    private final Optional<RequestOption> option;

    public ListRouter(Component component, Expressions expressions) {
        this.component = component;
        this.expressions = expressions;
        this.values = component.required("values");
        this.field = expressions.of(component.required("cursor_field"), component.parameters());
        this.option = component.child("request_option").map(given -> new RequestOption(given, expressions));
    }

    @Override
    public Map<String, Object> each(Map<String, Object> parentState, Consumer<Slice> found) {
        var name = field.text();
        for (var value : values()) {
            found.accept(Slice.of(Map.of(name, value), Map.of()));
        }
        return Map.of();
    }

    private List<?> values() {
        if (values instanceof List<?> list) {
            return list;
        }
        return switch (expressions.of(values, component.parameters()).value(Map.of())) {
            case List<?> list -> list;
            case Tuple(List<Object> items) -> items;
            default -> throw new ManifestException("The values of a ListPartitionRouter are no list.");
        };
    }

    @Override
    public void inject(Slice slice, Options options) {
        Object value = slice.partition().get(field.text());
        if (option.isPresent() && Truth.of(value)) {
            option.get().inject(Objects.requireNonNull(value), options);
        }
    }

    @Override
    public boolean hasParents() {
        return false;
    }
}
