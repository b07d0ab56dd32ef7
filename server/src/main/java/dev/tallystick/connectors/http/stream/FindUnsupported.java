package dev.tallystick.connectors.http.stream;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.template.PythonText;
import dev.tallystick.connectors.http.template.Template;
import dev.tallystick.connectors.http.template.TemplateException;
import dev.tallystick.connectors.http.value.Dpath;
import dev.tallystick.connectors.http.value.Truth;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Names what a stream uses that this version does not read, before anything runs.
public final class FindUnsupported {
    private static final Set<String> TYPES = Set.of(
            "DeclarativeStream",
            "SimpleRetriever",
            "RecordSelector",
            "DpathExtractor",
            "RecordFilter",
            "HttpRequester",
            "RequestOption",
            "RequestPath",
            "DefaultPaginator",
            "NoPagination",
            "PageIncrement",
            "OffsetIncrement",
            "CursorPagination",
            "DatetimeBasedCursor",
            "MinMaxDatetime",
            "ParentStreamConfig",
            "SubstreamPartitionRouter",
            "ListPartitionRouter",
            "NoAuth",
            "BearerAuthenticator",
            "ApiKeyAuthenticator",
            "BasicHttpAuthenticator",
            "SessionTokenAuthenticator",
            "OAuthAuthenticator",
            "SelectiveAuthenticator",
            "Bearer",
            "ApiKey",
            "DefaultErrorHandler",
            "CompositeErrorHandler",
            "HttpResponseFilter",
            "ConstantBackoffStrategy",
            "ExponentialBackoffStrategy",
            "WaitTimeFromHeader",
            "WaitUntilTimeFromHeader",
            "AddFields",
            "AddedFieldDefinition",
            "RemoveFields",
            "KeysToLower",
            "KeysToSnakeCase",
            "KeysReplace",
            "FlattenFields",
            "DpathFlattenFields",
            "KeyTransformation",
            "JsonDecoder",
            "JsonlDecoder",
            "CsvDecoder",
            "GzipDecoder",
            "RequestBodyPlainText",
            "RequestBodyUrlEncodedForm",
            "RequestBodyJsonObject",
            "RequestBodyGraphQL");

    /// Fields whose content is data, not components; what has templates in it is looked through for those alone.
    private static final Set<String> DATA = Set.of(
            "request_parameters",
            "request_headers",
            "request_body_data",
            "request_body_json",
            "refresh_request_body",
            "refresh_request_headers");

    /// Fields that change nothing of what is read, or are looked at elsewhere.
    private static final Set<String> SKIPPED =
            Set.of("schema_loader", "state_migrations", "$parameters", "description", "primary_key", "name");

    private static final Set<String> UNREAD_FIELDS = Set.of(
            "pagination_reset",
            "query_properties",
            "fetch_properties_from_endpoint",
            "file_uploader",
            "record_expander",
            "lazy_read_pointer",
            "clamping",
            "refresh_token_updater",
            "profile_assertion");

    private static final Set<String> VARIABLES = Set.of(
            "config",
            "parameters",
            "stream_slice",
            "stream_interval",
            "stream_partition",
            "next_page_token",
            "response",
            "headers",
            "last_record",
            "last_page_size",
            "record",
            "value",
            "path",
            "property",
            "session_token");

    private final Map<String, Object> config;
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> carried = new LinkedHashSet<>();

    private FindUnsupported(Map<String, Object> config) {
        this.config = config;
    }

    /// Phrases such as `AsyncRetriever`, ready to stand behind "uses"; empty when the stream can be read.
    public static List<String> in(Component stream, Map<String, Object> config) {
        var finder = new FindUnsupported(config);
        finder.component(stream.fields());
        return List.copyOf(finder.found);
    }

    private void component(Map<?, ?> fields) {
        Object type = fields.get("type");
        if (fields.get("class_name") instanceof String code) {
            found.add("code of its own (" + code + ")");
            return;
        }
        if (type instanceof String name && !TYPES.contains(name)) {
            found.add(name);
            return;
        }
        if (fields.get("extra_fields") instanceof List<?> paths) {
            paths.forEach(path -> carried.add(
                    path instanceof List<?> parts
                            ? String.join(
                                    ".", parts.stream().map(String::valueOf).toList())
                            : String.valueOf(path)));
        }
        fields.forEach((key, value) -> field(String.valueOf(key), value, fields));
    }

    private void field(String name, Object value, Map<?, ?> owner) {
        if (SKIPPED.contains(name)) {
            return;
        }
        if (UNREAD_FIELDS.contains(name) && Truth.of(value)) {
            found.add("'" + name + "'");
            return;
        }
        if (name.equals("authenticators") && value instanceof Map<?, ?> all) {
            chosen(all, owner);
            return;
        }
        if (name.equals("schema_normalization") && value instanceof Map<?, ?>) {
            found.add("a schema normalization of its own");
            return;
        }
        inside(value, DATA.contains(name));
    }

    /// Of several ways to sign in only the one that the settings choose counts.
    private void chosen(Map<?, ?> all, Map<?, ?> owner) {
        if (owner.get("authenticator_selection_path") instanceof List<?> path) {
            Dpath.get(config, path.stream().map(String::valueOf).toList())
                    .map(PythonText::of)
                    .flatMap(choice -> Optional.<Object>ofNullable(all.get(choice)))
                    .ifPresent(way -> inside(way, false));
        }
    }

    private void inside(Object value, boolean data) {
        switch (value) {
            case Map<?, ?> map -> {
                if (!data) {
                    component(map);
                } else if (map.get("type") instanceof String type && type.equals("QueryProperties")) {
                    found.add(type);
                } else {
                    map.values().forEach(each -> inside(each, true));
                }
            }
            case List<?> items -> items.forEach(item -> inside(item, data));
            case String text -> template(text);
            default -> {
                // Numbers and truths are what they are.
            }
        }
    }

    private void template(String text) {
        try {
            var template = Template.parse(text);
            found.addAll(template.unsupported());
            if (text.contains("stream_state")) {
                found.add("the removed variable 'stream_state'");
            }
            for (var variable : template.variables()) {
                if (!VARIABLES.contains(variable) && !carried.contains(variable) && !variable.equals("stream_state")) {
                    found.add("the variable '" + variable + "'");
                }
            }
        } catch (TemplateException e) {
            found.add("a template that cannot be read (" + e.getMessage() + ")");
        }
    }
}
