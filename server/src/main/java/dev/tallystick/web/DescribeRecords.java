package dev.tallystick.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;

/// Describes our records in the OpenAPI document as they are: a component may be null only where it says so, and each
/// schema has a name of its own. Left to itself, springdoc marks nothing as required, calls every `View` in every
/// controller by the same name, and keeps one of them.
class DescribeRecords implements ModelConverter {
    private static final String OURS = "dev.tallystick.";

    private final Map<String, Type> named = new ConcurrentHashMap<>();

    @Override
    public boolean isOpenapi31() {
        return true;
    }

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> others) {
        JavaType java = Json.mapper().constructType(type.getType());
        Class<?> raw = java == null ? Object.class : java.getRawClass();
        if (JsonNode.class.isAssignableFrom(raw)) {
            return new JsonSchema();
        }
        if (raw == SseEmitter.class) {
            return words(List.of());
        }
        if (raw.isEnum() && raw.getName().startsWith(OURS)) {
            return words(List.of(), raw);
        }
        if (!raw.isRecord() || !raw.getName().startsWith(OURS)) {
            return others.hasNext() ? others.next().resolve(type, context, others) : null;
        }
        String name = name(java);
        Type before = named.putIfAbsent(name, java);
        if (before != null && !before.equals(java)) {
            throw new IllegalStateException(
                    "Both %s and %s would be called %s in the API's document".formatted(before, java, name));
        }
        if (!context.getDefinedModels().containsKey(name)) {
            var schema = new JsonSchema();
            schema.addType("object");
            schema.setName(name);
            // Before its components: a record may hold itself.
            context.defineModel(name, schema);
            describe(java, schema, context);
        }
        return reference(name);
    }

    private static void describe(JavaType java, JsonSchema schema, ModelConverterContext context) {
        for (RecordComponent component : java.getRawClass().getRecordComponents()) {
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            @Nullable Words words = component.getAnnotation(Words.class);
            Schema<?> described = words == null
                    ? context.resolve(new AnnotatedType(typeOf(java, component)).resolveAsRef(true))
                    : words(List.of(words.also()), words.of());
            schema.addProperty(component.getName(), nullable ? orNull(described) : described);
            if (!mayBeLeftOut(java.getRawClass(), component, nullable)) {
                schema.addRequiredItem(component.getName());
            }
        }
    }

    /// Binds the parameter of a generic record: the items of a `Page<RunView>` are runs.
    private static Type typeOf(JavaType record, RecordComponent component) {
        return Json.mapper().getTypeFactory().resolveMemberType(component.getGenericType(), record.getBindings());
    }

    private static boolean mayBeLeftOut(Class<?> record, RecordComponent component, boolean nullable) {
        @Nullable JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
        if (include == null) {
            include = record.getAnnotation(JsonInclude.class);
        }
        if (include == null || include.value() == JsonInclude.Include.ALWAYS) {
            return false;
        }
        return nullable
                || (include.value() == JsonInclude.Include.NON_EMPTY
                        && !component.getType().isPrimitive());
    }

    static Schema<?> reference(String name) {
        return new JsonSchema().$ref("#/components/schemas/" + name);
    }

    /// A copy: the schema of a text is one object for all texts.
    private static Schema<?> orNull(Schema<?> schema) {
        if (schema.get$ref() != null) {
            var none = new JsonSchema();
            none.addType("null");
            return new JsonSchema().oneOf(List.of(schema, none));
        }
        if (schema.getTypes() == null) {
            return schema;
        }
        var copy = new JsonSchema();
        schema.getTypes().forEach(copy::addType);
        copy.addType("null");
        copy.setFormat(schema.getFormat());
        copy.setItems(schema.getItems());
        copy.setAdditionalProperties(schema.getAdditionalProperties());
        if (schema.getEnum() != null) {
            schema.getEnum().forEach(word -> allow(copy, word));
            allow(copy, null);
        }
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static void allow(Schema<?> schema, @Nullable Object word) {
        ((Schema<Object>) schema).addEnumItemObject(word);
    }

    static Schema<?> words(List<String> also, Class<?>... enums) {
        Set<String> words = new LinkedHashSet<>();
        for (Class<?> each : enums) {
            Arrays.stream(each.getEnumConstants()).map(DescribeRecords::word).forEach(words::add);
        }
        words.addAll(also);
        var schema = new JsonSchema();
        schema.addType("string");
        words.forEach(word -> allow(schema, word));
        return schema;
    }

    private static String word(Object constant) {
        try {
            Method word = constant.getClass().getMethod("word");
            return (String) word.invoke(constant);
        } catch (NoSuchMethodException e) {
            return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The word of " + constant + " cannot be read", e);
        }
    }

    /// `RunView` is a Run, `ScheduleController.Wanted` a ScheduleWanted, a `Page<RunView>` a RunPage.
    private static String name(JavaType java) {
        if (java.getRawClass() == Page.class) {
            JavaType item = java.containedType(0);
            return (item.getRawClass().isRecord()
                            ? name(item)
                            : item.getRawClass().getSimpleName()) + "Page";
        }
        var parts = new ArrayList<String>();
        for (@Nullable Class<?> at = java.getRawClass(); at != null; at = at.getEnclosingClass()) {
            parts.addFirst(at.getSimpleName().replaceFirst("(View|Controller)$", ""));
        }
        String name = "";
        for (String part : parts) {
            name = part.startsWith(name) ? part : name + part;
        }
        return name;
    }
}
