package dev.tallystick.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said before anything runs.
class HttpValidateTest {
    private static final String MANIFEST = """
            streams:
              - type: DeclarativeStream
                name: good
                primary_key: id
                retriever:
                  requester: {url_base: "https://x.example", path: rows}
                  record_selector: {extractor: {field_path: []}}
              - type: DeclarativeStream
                name: reports
                retriever: {type: AsyncRetriever}
              - type: DeclarativeStream
                name: own
                retriever:
                  requester:
                    url_base: "https://x.example"
                    authenticator: {class_name: source_x.components.Secretive}
                  record_selector: {extractor: {field_path: []}}
              - type: DeclarativeStream
                name: odd
                retriever:
                  requester: {url_base: "https://x.example", path: "{{ config.a | groupby('b') }}{{ strange }}"}
                  record_selector: {extractor: {field_path: []}}
              - type: DeclarativeStream
                name: keyless
                retriever:
                  requester: {url_base: "https://x.example", path: rows}
                  record_selector: {extractor: {field_path: []}}
            """;

    private final HttpConnector connector = new HttpConnector(
            _ -> {
                throw new AssertionError("nothing may be sent");
            },
            (_, _) -> false);

    private static SettingValues settings(String manifest) {
        return new SettingValues(Map.of("manifest", manifest));
    }

    private List<String> faults(String table, Map<String, Object> options) {
        return connector.validateTable(settings(MANIFEST), new TableRef(table, new SettingValues(options)));
    }

    @Test
    void namesWhatAStreamUsesThatIsNotRead() {
        assertThat(faults("reports", Map.of()))
                .containsExactly("The stream 'reports' uses AsyncRetriever, which this version does not read.");
        assertThat(faults("own", Map.of()))
                .singleElement()
                .asString()
                .contains("code of its own", "source_x.components.Secretive");
        assertThat(faults("odd", Map.of()))
                .hasSize(2)
                .anyMatch(text -> text.contains("filter 'groupby'"))
                .anyMatch(text -> text.contains("variable 'strange'"));
    }

    @Test
    void letsTheOtherStreamsWork() {
        assertThat(faults("good", Map.of())).isEmpty();
        assertThat(connector.validate(settings(MANIFEST))).isEmpty();
        try (var open = connector.open(
                settings(MANIFEST), new Surroundings("1/x", List.of(), Clock.systemUTC(), () -> false))) {
            assertThat(open.tables()).containsExactly("good", "keyless");
        }
    }

    @Test
    void wantsAKeyWhereTheManifestNamesNone() {
        assertThat(faults("keyless", Map.of())).singleElement().asString().contains("'key'");
        assertThat(faults("keyless", Map.of("key", "a, b"))).isEmpty();
    }

    @Test
    void namesAStreamThatIsNotThereWithThoseThatAre() {
        assertThat(faults("goood", Map.of())).singleElement().asString().contains("good, reports");
    }

    @Test
    void refusesAManifestOfWhichNothingCanBeRead() {
        var only = "streams: [{type: DeclarativeStream, name: r, retriever: {type: AsyncRetriever}}]";
        assertThat(connector.validate(settings(only)))
                .singleElement()
                .asString()
                .contains("'r'", "AsyncRetriever");
        assertThat(connector.validate(settings("a: [")))
                .singleElement()
                .asString()
                .contains("not readable YAML");
        assertThat(connector.validate(settings("type: Other"))).isNotEmpty();
    }
}
