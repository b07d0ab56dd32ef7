package dev.tallystick.connectors.http.request;

import dev.tallystick.connectors.http.errors.ErrorHandler;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.PythonText;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Makes the request of one slice and page.
public final class Requester {
    private static final List<String> FRAMING = List.of("content-length", "host", "connection", "accept-encoding");

    private final Component component;
    private final Expressions expressions;
    private final Optional<Expression> base;
    private final Optional<Expression> url;
    private final Optional<Expression> path;
    private final Method method;
    private final Authenticator authenticator;
    private final ErrorHandler errors;
    private final Map<String, Map<Expression, Expression>> maps = new LinkedHashMap<>();
    private final Map<String, Expression> texts = new LinkedHashMap<>();
    private final Optional<Nested> json;

    public Requester(Component component, Expressions expressions, Logins logins) {
        this.component = component;
        this.expressions = expressions;
        this.base = expression("url_base");
        this.url = expression("url");
        this.path = expression("path");
        this.method = method(component.text("http_method").orElse("GET"));
        this.authenticator = component
                .child("authenticator")
                .map(child -> Authenticator.of(child, expressions, logins))
                .orElse(Authenticator.NONE);
        this.errors = ErrorHandler.of(component.child("error_handler"), expressions);
        prepare("request_parameters", component.field("request_parameters"));
        prepare("request_headers", component.field("request_headers"));
        var body = component.child("request_body");
        var bodyType = body.map(Component::type).orElse("");
        boolean form = bodyType.equals("RequestBodyUrlEncodedForm") || bodyType.equals("RequestBodyPlainText");
        prepare(
                "request_body_data",
                form ? body.flatMap(child -> child.field("value")) : component.field("request_body_data"));
        this.json = (bodyType.equals("RequestBodyJsonObject") || bodyType.equals("RequestBodyGraphQL")
                        ? body.flatMap(child -> child.field("value"))
                        : component.field("request_body_json"))
                .map(source -> Nested.of(source, expressions, component.parameters()));
    }

    private Optional<Expression> expression(String field) {
        return component.field(field).map(source -> expressions.of(source, component.parameters()));
    }

    private static Method method(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "GET" -> Method.GET;
            case "POST" -> Method.POST;
            case "PUT" -> Method.PUT;
            case "PATCH" -> Method.PATCH;
            default -> throw new ManifestException("The HTTP method " + name + " is not supported.");
        };
    }

    private void prepare(String field, Optional<Object> source) {
        source.ifPresent(given -> {
            if (given instanceof Map<?, ?> map) {
                Map<Expression, Expression> entries = new LinkedHashMap<>();
                map.forEach((key, value) -> entries.put(
                        expressions.of(key, component.parameters()), expressions.of(value, component.parameters())));
                maps.put(field, entries);
            } else {
                texts.put(field, expressions.of(given, component.parameters()));
            }
        });
    }

    public ErrorHandler errors() {
        return errors;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    /// @param variables the slice and the page token, as templates see them
    /// @param pathFromToken the page token where it is the path itself
    /// @param extra what paginator, router and cursor put in
    public Request request(Map<String, Object> variables, Optional<String> pathFromToken, Options extra) {
        var options = new Options();
        own(options, variables);
        options.add(extra);
        var signed = new Options();
        authenticator.sign(signed);
        // The credential stands for itself: it wins over a header that the manifest sets, and is no parameter twice.
        options.override(signed);
        var request = Request.of(method, address(variables, pathFromToken, options.at(Place.PARAMETER)));
        return withBody(withHeaders(request, options.at(Place.HEADER)), options);
    }

    private void own(Options options, Map<String, Object> variables) {
        mapping("request_parameters", variables, true).forEach((name, value) -> {
            if (value instanceof Map<?, ?>) {
                throw new ManifestException("The request parameter '" + name + "' is a map.");
            }
            options.put(Place.PARAMETER, name, value);
        });
        mapping("request_headers", variables, false).forEach((name, value) -> options.put(Place.HEADER, name, value));
        var text = texts.get("request_body_data");
        if (text != null) {
            options.bodyText(PythonText.of(text.value(variables, String.class::isInstance)));
        } else {
            mapping("request_body_data", variables, true)
                    .forEach((name, value) -> options.put(Place.BODY_DATA, name, value));
        }
        json.map(nested -> nested.value(variables)).ifPresent(value -> {
            if (!(value instanceof Map<?, ?> map)) {
                throw new ManifestException("The JSON body of the manifest is no mapping.");
            }
            map.forEach((name, each) -> options.put(Place.BODY_JSON, String.valueOf(name), each));
        });
    }

    private Map<String, Object> mapping(String field, Map<String, Object> variables, boolean textsOnly) {
        Map<String, Object> values = new LinkedHashMap<>();
        var whole = texts.get(field);
        if (whole != null) {
            if (whole.value(variables) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> values.put(PythonText.of(name), value));
            }
            return values;
        }
        maps.getOrDefault(field, Map.of()).forEach((name, expression) -> {
            var value = expression.valueOrNone(
                    variables, any -> !textsOnly || any instanceof String || any instanceof List<?>);
            if (value != None.NONE && !value.equals("")) {
                values.put(PythonText.of(name.value(variables, String.class::isInstance)), value);
            }
        });
        return values;
    }

    private URI address(Map<String, Object> variables, Optional<String> token, Map<String, Object> parameters) {
        var start = base.map(expression -> expression.text(variables)).orElse("");
        var whole = url.map(expression -> expression.text(variables)).orElse("");
        var way = token.orElseGet(() ->
                path.map(expression -> expression.text(variables)).orElse("").replaceFirst("^/+", ""));
        var address = start.isEmpty() ? (way.isEmpty() ? whole : Urls.join(whole, way)) : Urls.join(start, way);
        return Urls.withQuery(address, parameters);
    }

    private static Request withHeaders(Request bare, Map<String, Object> headers) {
        var request = bare;
        boolean accepts = false;
        for (var header : headers.entrySet()) {
            var name = header.getKey();
            if (FRAMING.contains(name.toLowerCase(Locale.ROOT)) || name.equalsIgnoreCase("Content-Type")) {
                continue; // written with the body, or by the client itself
            }
            accepts |= name.equalsIgnoreCase("Accept");
            request = request.with(name, PythonText.of(header.getValue()));
        }
        return accepts ? request : request.with("Accept", "application/json, */*;q=0.5");
    }

    private Request withBody(Request request, Options options) {
        var data = options.at(Place.BODY_DATA);
        var body = options.at(Place.BODY_JSON);
        if (!body.isEmpty() && (!data.isEmpty() || options.bodyText().isPresent())) {
            throw new ManifestException("The manifest gives a request two bodies, data and JSON.");
        }
        var type = contentType(options);
        if (method == Method.GET
                && body.isEmpty()
                && data.isEmpty()
                && options.bodyText().isEmpty()) {
            return type.map(given -> request.with("Content-Type", given)).orElse(request);
        }
        if (!body.isEmpty()) {
            return request.body(
                    type.orElse("application/json"),
                    JsonValues.python(body, false).getBytes(StandardCharsets.UTF_8));
        }
        if (options.bodyText().isPresent()) {
            return request.body(
                    type.orElse("text/plain; charset=utf-8"),
                    options.bodyText().orElseThrow().getBytes(StandardCharsets.UTF_8));
        }
        if (data.isEmpty()) {
            return type.map(given -> request.with("Content-Type", given)).orElse(request);
        }
        return request.body(
                type.orElse("application/x-www-form-urlencoded"),
                Urls.form(data).getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> contentType(Options options) {
        return options.at(Place.HEADER).entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
                .map(header -> PythonText.of(header.getValue()))
                .findFirst();
    }

    /// A body of maps and lists with templates at its leaves.
    private record Nested(Object shape) {
        static Nested of(Object source, Expressions expressions, Map<String, Object> parameters) {
            return new Nested(prepared(source, expressions, parameters));
        }

        private static Object prepared(Object source, Expressions expressions, Map<String, Object> parameters) {
            return switch (source) {
                case Map<?, ?> map -> {
                    Map<Expression, Object> shape = new LinkedHashMap<>();
                    map.forEach((key, value) ->
                            shape.put(expressions.of(key, parameters), prepared(value, expressions, parameters)));
                    yield shape;
                }
                case List<?> items -> {
                    List<Object> shape = new ArrayList<>();
                    items.forEach(item -> shape.add(prepared(item, expressions, parameters)));
                    yield shape;
                }
                case String text -> expressions.of(text, parameters);
                default -> source;
            };
        }

        Object value(Map<String, Object> variables) {
            return value(shape, variables);
        }

        private static Object value(Object shape, Map<String, Object> variables) {
            return switch (shape) {
                case Expression expression -> {
                    var value = expression.valueOrNone(variables, any -> true);
                    yield value instanceof Tuple(List<Object> items) ? items : value;
                }
                case Map<?, ?> map -> {
                    Map<String, Object> values = new LinkedHashMap<>();
                    map.forEach((key, each) -> {
                        var value = value(each, variables);
                        if (value != None.NONE && key instanceof Expression name) {
                            values.put(PythonText.of(name.value(variables, String.class::isInstance)), value);
                        }
                    });
                    yield values;
                }
                case List<?> items -> {
                    List<Object> values = new ArrayList<>();
                    items.forEach(item -> values.add(value(item, variables)));
                    yield values;
                }
                default -> shape;
            };
        }
    }
}
