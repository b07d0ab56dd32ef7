package dev.tallystick.connectors.http.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.http.manifest.Manifest;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.egress.Headers;
import dev.tallystick.egress.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The loop, part by part, against answers written here.
class ReadStreamTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC);

    private final List<String> asked = new ArrayList<>();
    private final List<Object> records = new ArrayList<>();
    private Object state = None.NONE;

    private Object read(String stream, UnaryOperator<String> api) {
        var manifest = Manifest.load("streams:\n  - type: DeclarativeStream\n    name: s\n" + stream.indent(4));
        var exchange = new Exchange(
                request -> {
                    var way = request.uri().toString().substring("https://x.example".length());
                    asked.add(way);
                    return new Response(
                            request.uri(), 200, Headers.NONE, api.apply(way).getBytes(StandardCharsets.UTF_8));
                },
                (_, _) -> true,
                CLOCK,
                () -> false,
                new Secrets(Map.of(), List.of()));
        var build = new BuildStream(new Expressions(Map.of("start", "2026-01-01"), CLOCK), exchange);
        return build.build(manifest.streams().get("s")).read(state, (_, page, _, _) -> records.addAll(page));
    }

    private static String retriever(String more) {
        return """
                retriever:
                  requester: {url_base: "https://x.example", path: "/rows"}
                  record_selector: {extractor: {field_path: []}}
                """ + more.indent(2);
    }

    private static String paged(String strategy) {
        return retriever("""
                paginator:
                  type: DefaultPaginator
                  page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: at}
                  pagination_strategy: {%s}
                """.formatted(strategy));
    }

    @Test
    void countsPagesByWhatIsRawlyThere() {
        read(
                paged("type: PageIncrement, page_size: 2, start_from_page: 1"),
                way -> way.endsWith("at=3") ? "[{\"a\":5}]" : "[{\"a\":1},{\"a\":2}]");
        assertThat(asked).containsExactly("/rows", "/rows?at=2", "/rows?at=3");
        assertThat(records).hasSize(5);
    }

    @Test
    void countsOffsetsByWhatCame() {
        read(
                paged("type: OffsetIncrement, page_size: 2, inject_on_first_request: true"),
                way -> way.endsWith("at=0") ? "[{\"a\":1},{\"a\":2}]" : "[]");
        assertThat(asked).containsExactly("/rows?at=0", "/rows?at=2");
    }

    @Test
    void refusesToGoInACircle() {
        assertThatThrownBy(() -> read(
                        paged("type: CursorPagination, cursor_value: \"{{ response.next }}\""),
                        _ -> "{\"next\":\"same\"}"))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        trouble -> assertThat(trouble.problem()).isEqualTo(Problem.BAD_ANSWER));
        assertThat(asked).hasSize(2);
    }

    @Test
    void refusesANextPageOnAnotherHost() {
        var stream = retriever("""
                paginator:
                  type: DefaultPaginator
                  page_token_option: {type: RequestPath}
                  pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
                """);
        assertThatThrownBy(() -> read(stream, _ -> "{\"next\":\"https://evil.example/rows\"}"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("another host");
        assertThat(asked).hasSize(1);
    }

    private static String cursor(String more) {
        return retriever("") + """
                  incremental_sync:
                    type: DatetimeBasedCursor
                    cursor_field: at
                    datetime_format: "%Y-%m-%d"
                    start_datetime: "{{ config['start'] }}"
                    start_time_option: {inject_into: request_parameter, field_name: from}
                    end_time_option: {inject_into: request_parameter, field_name: to}
                  """ + more.indent(2);
    }

    @Test
    void cutsTimeIntoWindowsWithoutOverlap() {
        read(cursor("step: P1M\ncursor_granularity: P1D"), _ -> "[]");
        assertThat(asked).containsExactly("/rows?from=2026-01-01&to=2026-01-31", "/rows?from=2026-02-01&to=2026-03-01");
    }

    @Test
    void movesOnlyToWhatItHasSeen() {
        assertThat(read(cursor(""), _ -> "[]")).isEqualTo(Map.of("at", "2026-01-01"));
        assertThat(read(cursor(""), _ -> "[{\"at\":\"2026-02-03\"},{\"at\":\"2026-01-09\"},{\"at\":\"never\"}]"))
                .isEqualTo(Map.of("at", "2026-02-03"));
    }

    @Test
    void beginsAtItsStateLessTheOverlapAndNotBeforeTheStart() {
        state = Map.of("at", "2026-02-10");
        read(cursor("lookback_window: P5D"), _ -> "[]");
        state = Map.of("at", "2026-01-02");
        read(cursor("lookback_window: P5D"), _ -> "[]");
        assertThat(asked).containsExactly("/rows?from=2026-02-05&to=2026-03-01", "/rows?from=2026-01-01&to=2026-03-01");
    }

    @Test
    void keepsACursorForEachPartition() {
        var stream = cursor("")
                .replace(
                        "  record_selector:",
                        "  partition_router: {type: ListPartitionRouter, values: [a, b], cursor_field: part, request_option:"
                                + " {inject_into: request_parameter, field_name: p}}\n  record_selector:");
        state = read(stream, way -> way.contains("p=a") ? "[{\"at\":\"2026-02-03\"}]" : "[]");
        assertThat(JsonValues.canonical(state))
                .contains("{\"cursor\":{\"at\":\"2026-02-03\"},\"partition\":{\"part\":\"a\"}}")
                .contains("{\"cursor\":{\"at\":\"2026-01-01\"},\"partition\":{\"part\":\"b\"}}");
        asked.clear();
        read(stream, _ -> "[]");
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "/rows?p=a&from=2026-02-03&to=2026-03-01", "/rows?p=b&from=2026-01-01&to=2026-03-01");
    }

    @Test
    void transformsAfterItFilters() {
        var stream = retriever("")
                        .replace(
                                "extractor: {field_path: []}",
                                "extractor: {field_path: []}, record_filter: {condition: \"{{ record.n > 1 }}\"}")
                + """
                  transformations:
                    - type: AddFields
                      fields:
                        - {path: [double], value: "{{ record.n * 2 }}"}
                        - {path: [more, text], value: "{{ record.double }}", value_type: string}
                    - {type: RemoveFields, field_pointers: [[n]]}
                  """;
        read(stream, _ -> "[{\"n\":1},{\"n\":2}]");
        assertThat(JsonValues.canonical(records)).isEqualTo("[{\"double\":4,\"more\":{\"text\":\"4\"}}]");
    }
}
