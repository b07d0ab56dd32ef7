package dev.tallystick.connectors.http.request;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import java.util.List;

/// The place and name under which a value goes into a request.
public final class RequestOption {
    private final Place place;
    private final List<Expression> path;
    private final boolean nested;

    public RequestOption(Component option, Expressions expressions) {
        this.place = Place.of(option.text("inject_into").orElse(""));
        this.nested = !option.list("field_path").isEmpty();
        if (nested == option.field("field_name").isPresent()) {
            throw new ManifestException("A RequestOption of the manifest needs either field_name or field_path.");
        }
        if (nested && place != Place.BODY_JSON) {
            throw new ManifestException("A RequestOption of the manifest uses field_path outside a JSON body.");
        }
        this.path = (nested ? option.list("field_path") : List.of(option.required("field_name")))
                .stream().map(part -> expressions.of(part, option.parameters())).toList();
    }

    public void inject(Object value, Options options) {
        if (nested) {
            options.put(path.stream().map(Expression::text).toList(), value);
        } else {
            options.put(place, path.getFirst().text(), value);
        }
    }
}
