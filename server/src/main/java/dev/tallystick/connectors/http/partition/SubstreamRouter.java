package dev.tallystick.connectors.http.partition;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.request.Options;
import dev.tallystick.connectors.http.request.RequestOption;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.value.Dpath;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// One partition for each record of a parent stream.
public final class SubstreamRouter implements PartitionRouter {
    private final List<Parent> parents;

    /// Reads a parent stream.
    public interface ParentStream {
        String name();

        /// @param state what its cursor said last time, [None] to read it whole
        /// @return what its cursor says now
        Object read(Object state, BiConsumer<Map<String, Object>, Slice> records);
    }

    /// Finds the stream of a component.
    public interface Streams {
        ParentStream of(Component component);
    }

    private record Parent(
            ParentStream stream,
            Expression key,
            Expression field,
            Optional<RequestOption> option,
            boolean incremental,
            List<List<String>> extraFields) {}

    public SubstreamRouter(Component component, Expressions expressions, Streams streams) {
        this.parents = component.children("parent_stream_configs").stream()
                .map(config -> new Parent(
                        streams.of(config.requiredChild("stream")),
                        expressions.of(config.required("parent_key"), config.parameters()),
                        expressions.of(config.required("partition_field"), config.parameters()),
                        config.child("request_option").map(option -> new RequestOption(option, expressions)),
                        config.flag("incremental_dependency", false),
                        config.list("extra_fields").stream()
                                .map(path -> path instanceof List<?> parts
                                        ? parts.stream().map(String::valueOf).toList()
                                        : List.of(String.valueOf(path)))
                                .toList()))
                .toList();
        if (parents.isEmpty()) {
            throw new ManifestException("A SubstreamPartitionRouter has no parent stream.");
        }
    }

    @Override
    public Map<String, Object> each(Map<String, Object> parentState, Consumer<Slice> found) {
        Map<String, Object> states = new LinkedHashMap<>();
        for (var parent : parents) {
            var path = Dpath.segments(parent.key().text());
            var field = parent.field().text();
            Object before = parent.incremental()
                    ? Objects.requireNonNullElse(parentState.get(parent.stream().name()), None.NONE)
                    : None.NONE;
            var after = parent.stream().read(before, (record, slice) -> {
                var key = Dpath.get(record, path);
                if (key.isPresent()) {
                    Map<String, Object> partition = new LinkedHashMap<>();
                    partition.put(field, key.get());
                    partition.put("parent_slice", slice.partition());
                    found.accept(Slice.of(partition, extra(parent, record)));
                }
            });
            if (parent.incremental()) {
                states.put(parent.stream().name(), after);
            }
        }
        return states;
    }

    private static Map<String, Object> extra(Parent parent, Map<String, Object> record) {
        Map<String, Object> extra = new LinkedHashMap<>();
        for (var path : parent.extraFields()) {
            extra.put(String.join(".", path), Dpath.get(record, path).orElse(None.NONE));
        }
        return extra;
    }

    @Override
    public void inject(Slice slice, Options options) {
        for (var parent : parents) {
            Object value = slice.partition().get(parent.field().text());
            if (parent.option().isPresent() && Truth.of(value)) {
                parent.option().get().inject(Objects.requireNonNull(value), options);
            }
        }
    }

    @Override
    public boolean hasParents() {
        return true;
    }
}
