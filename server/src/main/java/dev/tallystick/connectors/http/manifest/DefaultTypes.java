package dev.tallystick.connectors.http.manifest;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/// The types of components that may leave theirs out, by the field they stand in.
final class DefaultTypes {
    private static final Map<String, String> TYPES = Map.ofEntries(
            entry("CompositeErrorHandler.error_handlers", "DefaultErrorHandler"),
            entry("CursorPagination.decoder", "JsonDecoder"),
            entry("DatetimeBasedCursor.start_datetime", "MinMaxDatetime"),
            entry("DatetimeBasedCursor.end_datetime", "MinMaxDatetime"),
            entry("DatetimeBasedCursor.start_time_option", "RequestOption"),
            entry("DatetimeBasedCursor.end_time_option", "RequestOption"),
            entry("DeclarativeSource.check", "CheckStream"),
            entry("DeclarativeSource.spec", "Spec"),
            entry("DeclarativeSource.streams", "DeclarativeStream"),
            entry("DeclarativeStream.retriever", "SimpleRetriever"),
            entry("DeclarativeStream.schema_loader", "JsonFileSchemaLoader"),
            entry("DynamicDeclarativeStream.stream_template", "DeclarativeStream"),
            entry("DynamicDeclarativeStream.components_resolver", "ConfigComponentResolver"),
            entry("HttpComponentsResolver.retriever", "SimpleRetriever"),
            entry("HttpComponentsResolver.components_mapping", "ComponentMappingDefinition"),
            entry("ConfigComponentsResolver.stream_config", "StreamConfig"),
            entry("ConfigComponentsResolver.components_mapping", "ComponentMappingDefinition"),
            entry("DefaultErrorHandler.response_filters", "HttpResponseFilter"),
            entry("DefaultPaginator.decoder", "JsonDecoder"),
            entry("DefaultPaginator.page_size_option", "RequestOption"),
            entry("DpathExtractor.decoder", "JsonDecoder"),
            entry("DpathExtractor.record_expander", "RecordExpander"),
            entry("HttpRequester.error_handler", "DefaultErrorHandler"),
            entry("ListPartitionRouter.request_option", "RequestOption"),
            entry("ParentStreamConfig.request_option", "RequestOption"),
            entry("ParentStreamConfig.stream", "DeclarativeStream"),
            entry("RecordSelector.extractor", "DpathExtractor"),
            entry("RecordSelector.record_filter", "RecordFilter"),
            entry("SimpleRetriever.paginator", "NoPagination"),
            entry("SimpleRetriever.record_selector", "RecordSelector"),
            entry("SimpleRetriever.requester", "HttpRequester"),
            entry("SubstreamPartitionRouter.parent_stream_configs", "ParentStreamConfig"),
            entry("CustomPartitionRouter.parent_stream_configs", "ParentStreamConfig"),
            entry("AddFields.fields", "AddedFieldDefinition"),
            entry("DynamicSchemaLoader.retriever", "SimpleRetriever"),
            entry("SchemaTypeIdentifier.types_map", "TypesMap"));

    private static final Map<String, String> CUSTOM = Map.ofEntries(
            entry("CompositeErrorHandler.backoff_strategies", "CustomBackoffStrategy"),
            entry("DeclarativeStream.retriever", "CustomRetriever"),
            entry("DeclarativeStream.transformations", "CustomTransformation"),
            entry("DefaultErrorHandler.backoff_strategies", "CustomBackoffStrategy"),
            entry("DefaultPaginator.pagination_strategy", "CustomPaginationStrategy"),
            entry("HttpRequester.authenticator", "CustomAuthenticator"),
            entry("HttpRequester.error_handler", "CustomErrorHandler"),
            entry("RecordSelector.extractor", "CustomRecordExtractor"),
            entry("SimpleRetriever.partition_router", "CustomPartitionRouter"));

    private DefaultTypes() {}

    static Optional<String> of(String place, boolean custom) {
        return Optional.ofNullable((custom ? CUSTOM : TYPES).get(place));
    }
}
