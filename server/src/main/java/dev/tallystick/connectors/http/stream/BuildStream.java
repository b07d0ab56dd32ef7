package dev.tallystick.connectors.http.stream;

import dev.tallystick.connectors.http.cursor.DatetimeCursor;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.page.Paginator;
import dev.tallystick.connectors.http.partition.CrossedRouters;
import dev.tallystick.connectors.http.partition.ListRouter;
import dev.tallystick.connectors.http.partition.PartitionRouter;
import dev.tallystick.connectors.http.partition.SubstreamRouter;
import dev.tallystick.connectors.http.request.Requester;
import dev.tallystick.connectors.http.select.Decoder;
import dev.tallystick.connectors.http.select.RecordSelector;
import dev.tallystick.connectors.http.template.Expressions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts a stream together from the components of a manifest.
public final class BuildStream {
    private final Expressions expressions;
    private final Exchange exchange;
    private final Doubts doubts = new Doubts();

    public BuildStream(Expressions expressions, Exchange exchange) {
        this.expressions = expressions;
        this.exchange = exchange;
    }

    /// What came up in reading any stream that was built here.
    public Doubts doubts() {
        return doubts;
    }

    /// @throws ManifestException when a part of it cannot be built
    public ReadStream build(Component stream) {
        var name = stream.text("name").orElse("");
        var retriever = stream.requiredChild("retriever");
        if (!retriever.type().equals("SimpleRetriever")) {
            throw new ManifestException("A " + retriever.type() + " is not supported.");
        }
        var cursor = stream.child("incremental_sync").map(this::cursor);
        var parts = new ReadStream.Parts(
                new Requester(retriever.requiredChild("requester"), expressions, exchange),
                Paginator.of(retriever.child("paginator"), expressions),
                new RecordSelector(
                        retriever.requiredChild("record_selector"),
                        stream.children("transformations"),
                        schema(stream),
                        cursor.filter(DatetimeCursor::clientSide).isPresent(),
                        expressions),
                retriever.child("decoder").map(Decoder::of).orElse(Decoder.JSON),
                router(retriever),
                cursor,
                retriever.flag("ignore_stream_slicer_parameters_on_paginated_requests", false));
        return new ReadStream(name, parts, exchange, doubts);
    }

    private DatetimeCursor cursor(Component component) {
        if (!component.type().equals("DatetimeBasedCursor")) {
            throw new ManifestException("A " + component.type() + " is not supported.");
        }
        return new DatetimeCursor(component, expressions);
    }

    private Optional<PartitionRouter> router(Component retriever) {
        var routers = retriever.children("partition_router").stream()
                .map(this::oneRouter)
                .toList();
        return routers.isEmpty()
                ? Optional.empty()
                : Optional.of(routers.size() == 1 ? routers.getFirst() : new CrossedRouters(routers));
    }

    private PartitionRouter oneRouter(Component component) {
        return switch (component.type()) {
            case "ListPartitionRouter" -> new ListRouter(component, expressions);
            case "SubstreamPartitionRouter" -> new SubstreamRouter(component, expressions, this::build);
            default -> throw new ManifestException("A " + component.type() + " is not supported.");
        };
    }

    /// The JSON schema of a stream: of several loaders, the first that knows a property wins.
    public static Optional<Component> schema(Component stream) {
        Map<String, Object> properties = new LinkedHashMap<>();
        Map<String, Object> schema = new LinkedHashMap<>();
        for (var loader : stream.children("schema_loader")) {
            var inline = loader.child("schema");
            inline.map(Component::fields).ifPresent(fields -> fields.forEach(schema::putIfAbsent));
            inline.flatMap(child -> child.child("properties"))
                    .ifPresent(known -> known.fields().forEach(properties::putIfAbsent));
        }
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        schema.put("properties", properties);
        return Optional.of(new Component(schema));
    }

    /// The fields that tell a record from every other, in the manifest's order; empty when it names none.
    public static List<String> primaryKey(Component stream) {
        return stream.list("primary_key").stream()
                .map(part -> part instanceof List<?> path && path.size() == 1 ? path.getFirst() : part)
                .map(String::valueOf)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
