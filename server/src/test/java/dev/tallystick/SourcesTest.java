package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// APIs of other styles than the wellness partner's, through the whole application: a cursor in the body and
/// incremental
/// reading; a parent table with its children behind a bearer token; and real, messy rows without ids.
class SourcesTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    private static final Path EXAMPLES = Path.of("..", "examples", "sources");

    @Test
    void readsTheShopAndTheSchool() throws IOException {
        for (var name : new String[] {"shop.yaml", "academy.yaml"}) {
            Files.copy(EXAMPLES.resolve(name), folder().resolve(name));
        }
        server.edit(_ -> read(EXAMPLES.resolve("tallystick.yaml")));

        assertThat(created("products"))
                .isEqualTo(server.lab().shop().products().size())
                .isPositive();
        assertThat(created("orders"))
                .isEqualTo(server.lab().shop().orders().size())
                .isPositive();
        assertThat(created("courses"))
                .isEqualTo(server.lab().academy().courses().size())
                .isPositive();
        assertThat(created("enrollments")).isEqualTo(rows("rehearsal_enrollments"));

        assertThat(server.data()
                        .sql("select count(*) from rehearsal_orders where customer_email like '%@%'")
                        .query(Long.class)
                        .single())
                .as("a field made of another field's inside")
                .isPositive();
        assertThat(server.data().sql("""
                                select count(*) from rehearsal_enrollments enrollment
                                where not exists (select 1 from rehearsal_courses course
                                                  where course.external_id = enrollment.course_id)
                                """).query(Long.class).single())
                .as("every child knows its parent")
                .isZero();

        var again = server.sync("orders");
        assertThat(tally(again, "considered"))
                .as("only what changed since is read again")
                .isLessThan(server.lab().shop().orders().size());
        assertThat(tally(again, "created") + tally(again, "updated")).isZero();
    }

    @Test
    void takesRealRowsOverAsTheyAreOrSaysWhyNot() throws IOException {
        var file = Path.of("..", "corpora", "node_modules", "vega-datasets", "data", "movies.json");
        assertThat(file).as("make check brings it from npm").exists();
        try (var lab = Lab.start(Lab.Options.STANDARD.movies(file))) {
            Files.writeString(folder().resolve("movies.yaml"), MANIFEST);
            server.edit(_ -> config(lab.port()));
            var run = server.sync("movies");

            var expected = new HashMap<String, JsonNode>();
            var without = new HashSet<Integer>();
            var films = JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build()
                    .readTree(Files.readString(file));
            for (int i = 0; i < films.size(); i++) {
                var title = films.get(i).get("Title");
                if (title.isNull()) {
                    without.add(i);
                } else {
                    expected.put(title.asString(), films.get(i));
                }
            }
            assertThat(run.get("status").asString()).isEqualTo("partial");
            assertThat(tally(run, "created")).isEqualTo(expected.size());
            assertThat(tally(run, "failed")).isEqualTo(without.size()).isPositive();
            assertThat(tally(run, "considered")).isEqualTo(expected.size() + without.size());
            server.data().sql("select * from movies").query().listOfRows().forEach(row -> sameAs(expected, row));
            assertThat(rows("movies")).isEqualTo(expected.size());
        }
    }

    private static void sameAs(Map<String, JsonNode> expected, Map<String, Object> row) {
        var film = expected.get(String.valueOf(row.get("external_id")));
        assertThat(film).as("%s", row.get("external_id")).isNotNull();
        assertThat(row.get("distributor"))
                .isEqualTo(
                        film.get("Distributor").isNull()
                                ? null
                                : film.get("Distributor").asString());
        var rating = film.get("IMDB Rating");
        if (rating.isNull()) {
            assertThat(row.get("rating")).isNull();
        } else {
            assertThat((java.math.BigDecimal) row.get("rating")).isEqualByComparingTo(rating.decimalValue());
        }
    }

    private static long created(String sync) {
        var run = server.sync(sync);
        assertThat(run.get("status").asString()).as("%s", run).isEqualTo("succeeded");
        assertThat(rows("rehearsal_" + sync)).isEqualTo(tally(run, "created"));
        return tally(run, "created");
    }

    private static long tally(JsonNode run, String outcome) {
        return run.get("tally").get("right").get(outcome).asLong();
    }

    private static long rows(String table) {
        return server.data()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private static Path folder() {
        return server.dataDir().resolve("examples/wellness");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static final String MANIFEST = """
            version: 6.48.0
            type: DeclarativeSource
            check: { type: CheckStream, stream_names: [movies] }
            streams:
              - type: DeclarativeStream
                name: movies
                primary_key: [Title]
                retriever:
                  type: SimpleRetriever
                  requester:
                    type: HttpRequester
                    url_base: "{{ config['base_url'] }}"
                    path: movies
                  record_selector:
                    type: RecordSelector
                    extractor: { type: DpathExtractor, field_path: [] }
                  paginator:
                    type: DefaultPaginator
                    page_size_option: { type: RequestOption, inject_into: request_parameter, field_name: limit }
                    page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: offset }
                    pagination_strategy: { type: OffsetIncrement, page_size: 500 }
                schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: {} } }
            spec:
              type: Spec
              connection_specification: { type: object, properties: { base_url: { type: string } } }
            """;

    private static String config(int port) {
        return """
            version: 1
            connections:
              films:
                connector: http
                settings: { manifest: movies.yaml, config: { base_url: "http://127.0.0.1:PORT" } }
                allow: ["127.0.0.1:PORT"]
              database:
                connector: postgres
                settings: { url: embedded }
            syncs:
              movies:
                left: { connection: films, table: movies }
                right: { connection: database, table: movies, key: external_id }
                fields:
                  - { left: "Title", right: title, type: text }
                  - { left: "Distributor", right: distributor, type: text }
                  - { left: "Release Date", right: released, type: text }
                  - { left: "US Gross", right: us_gross, type: decimal }
                  - { left: "IMDB Rating", right: rating, type: decimal }
            """.replace("PORT", Integer.toString(port));
    }
}
