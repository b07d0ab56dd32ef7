package dev.tallystick.web;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ParameterCustomizer;
import org.springframework.web.method.HandlerMethod;

/// What the OpenAPI document says beyond the shapes: the same on every machine, with the problem that any call may
/// answer.
final class DescribeApi {
    private static final String SCHEMAS = "#/components/schemas/";

    private DescribeApi() {}

    static OpenApiCustomizer whole() {
        return api -> {
            api.setInfo(new Info().title("Tallystick").version("v1"));
            api.setServers(List.of(new Server().url("/")));
            Map<String, Schema<?>> schemas = new TreeMap<>();
            ModelConverters.getInstance(true)
                    .readAll(new AnnotatedType(Problem.class))
                    .forEach(schemas::put);
            if (api.getComponents().getSchemas() != null) {
                api.getComponents().getSchemas().forEach(schemas::put);
            }
            api.getComponents().setSchemas(new TreeMap<>(schemas));
            letCallersLeaveOut(api);
        };
    }

    /// The name is the controller's and the method's, not a running number that moves when a neighbour comes.
    static OperationCustomizer operation() {
        return (operation, method) -> {
            operation.setOperationId(name(method));
            operation.setTags(null);
            if (operation.getResponses().get("default") == null) {
                operation
                        .getResponses()
                        .addApiResponse(
                                "default",
                                new ApiResponse()
                                        .description("A problem")
                                        .content(new Content()
                                                .addMediaType(
                                                        "application/problem+json",
                                                        new MediaType().schema(DescribeRecords.reference("Problem")))));
            }
            return operation;
        };
    }

    static ParameterCustomizer parameter() {
        return (described, parameter) -> {
            // Of what no caller gives (who asks, say), there is nothing to describe.
            if (described == null) {
                return null;
            }
            @Nullable Words words = parameter.getParameterAnnotation(Words.class);
            if (words != null) {
                described.setSchema(DescribeRecords.words(List.of(words.also()), words.of()));
            }
            if ("cursor".equals(described.getName())) {
                // Given back as it came; what it counts is nobody's business.
                described.setSchema(DescribeRecords.words(List.of()));
            }
            return described;
        };
    }

    private static String name(HandlerMethod method) {
        return method.getBeanType().getSimpleName().replaceFirst("Controller$", "") + "."
                + method.getMethod().getName();
    }

    /// An answer always names what is null; a caller may leave it out.
    private static void letCallersLeaveOut(OpenAPI api) {
        var wanted = new ArrayDeque<String>();
        for (var path : api.getPaths().values()) {
            for (Operation operation : path.readOperations()) {
                if (operation.getRequestBody() != null) {
                    operation.getRequestBody().getContent().values().forEach(body -> refer(body.getSchema(), wanted));
                }
            }
        }
        Set<String> seen = new HashSet<>();
        while (!wanted.isEmpty()) {
            String name = wanted.pop();
            Schema<?> schema = api.getComponents().getSchemas().get(name);
            if (!seen.add(name) || schema == null || schema.getProperties() == null) {
                continue;
            }
            schema.getProperties().forEach((property, described) -> {
                if (mayBeNull(described) && schema.getRequired() != null) {
                    schema.getRequired().remove(property);
                }
                refer(described, wanted);
            });
        }
    }

    private static boolean mayBeNull(Schema<?> schema) {
        return (schema.getTypes() != null && schema.getTypes().contains("null"))
                || (schema.getOneOf() != null && schema.getOneOf().stream().anyMatch(DescribeApi::mayBeNull));
    }

    private static void refer(@Nullable Schema<?> schema, ArrayDeque<String> names) {
        if (schema == null) {
            return;
        }
        if (schema.get$ref() != null) {
            names.push(schema.get$ref().substring(SCHEMAS.length()));
        }
        refer(schema.getItems(), names);
        if (schema.getOneOf() != null) {
            schema.getOneOf().forEach(each -> refer(each, names));
        }
    }
}
