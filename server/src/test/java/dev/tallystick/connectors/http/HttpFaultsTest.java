package dev.tallystick.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connectors.http.stream.Pause;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.Limits;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Fault.Kind;
import dev.tallystick.lab.Lab;
import dev.tallystick.table.Value;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the connector makes of an API that misbehaves, over real HTTP.
class HttpFaultsTest {
    private static final String CLIENTS = "/v1/clients";

    private final List<Duration> waits = new ArrayList<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private Lab lab;
    private EgressClient egress;

    @BeforeEach
    void start() {
        lab = Lab.start(Lab.Options.STANDARD.partner(230, 150));
        egress = new EgressClient(lab.allowed());
    }

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    private Source source(String manifest, Map<String, Object> config, String table) {
        return reading(HttpConnectorTest.manifest(manifest), config, table);
    }

    private Source reading(String manifestText, Map<String, Object> config, String table) {
        Pause recorded = (wait, _) -> {
            waits.add(wait);
            return true;
        };
        var connector = new HttpConnector(
                request -> egress.send(request.within(Limits.STANDARD.deadline(Duration.ofSeconds(2)))), recorded);
        return connector
                .open(
                        new SettingValues(Map.of("manifest", manifestText, "config", config)),
                        new Surroundings("1/partner", List.of(), Clock.systemUTC(), stopping::get))
                .source(new TableRef(table, new SettingValues(Map.of())));
    }

    private Source partner(String table) {
        return source("wellness/manifests/partner.yaml", partnerConfig(), table);
    }

    private Map<String, Object> partnerConfig() {
        return Map.of(
                "base_url", lab.uri("").toString(), "api_key", lab.partner().key());
    }

    private static Map<String, Map<String, Value>> rows(Source source, Source.Request request, List<Listing> listings) {
        Map<String, Map<String, Value>> rows = new HashMap<>();
        listings.add(source.list(request, page -> {
            assertThat(page.unreadable()).isEmpty();
            page.rows().forEach(row -> rows.put(row.id(), row.values()));
        }));
        return rows;
    }

    private static Map<String, Map<String, Value>> complete(Source source) {
        List<Listing> listings = new ArrayList<>();
        var rows = rows(source, new Source.Request(null), listings);
        assertThat(listings.getFirst())
                .isInstanceOfSatisfying(
                        Listing.Complete.class,
                        listing -> assertThat(listing.full()).isTrue());
        return rows;
    }

    @Test
    void keepsNumbersTextsAndNothingApart() {
        var row = complete(partner("clients")).get("1001");
        assertThat(row.get("id")).isEqualTo(Value.decimal("1001"));
        assertThat(row.get("newsletter")).isInstanceOf(Value.Bool.class);
        assertThat(row.get("email")).isEqualTo(Value.text("client1001@mail.example"));
        assertThat(row).doesNotContainKey("deleted_at");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {
                "RESET_BEFORE",
                "RESET_AFTER",
                "TRUNCATED_BODY",
                "RESET_IN_BODY",
                "SHORT_LENGTH",
                "BAD_CHUNK",
                "TRUNCATED_JSON",
                "GARBAGE",
                "HTML_200",
                "EMPTY_200",
                "STATUS",
                "HTML_STATUS",
                "STALL",
                "SILENCE"
            })
    void readsOnAfterOneBadAnswer(Kind kind) {
        lab.faults().add(Fault.of(kind, CLIENTS).after(1));
        assertThat(complete(partner("clients"))).hasSize(230);
        // What is left of an answer that was longer than it said may spoil one more.
        assertThat(waits).hasSizeBetween(1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "RESET_AFTER,    UNAVAILABLE, 4",
        "TRUNCATED_BODY, UNAVAILABLE, 4",
        "TRUNCATED_JSON, BAD_ANSWER,  4",
        "GARBAGE,        BAD_ANSWER,  4",
        "HTML_200,       BAD_ANSWER,  4",
        "EMPTY_200,      BAD_ANSWER,  4",
        "STATUS,         UNAVAILABLE, 4",
        "HTML_STATUS,    UNAVAILABLE, 4",
        "UNAUTHORIZED,   SIGN_IN,     0",
        "FORBIDDEN,      PERMISSION,  0",
        "CURSOR_LOOP,    BAD_ANSWER,  0",
        "GZIP_BOMB,      BAD_ANSWER,  0",
        "REDIRECT,       SETTINGS,    0"
    })
    void saysInASentenceWhatIsWrongAfterAFewTries(Kind kind, Problem problem, int retries) {
        var value = kind == Kind.REDIRECT ? "https://elsewhere.example/login" : "";
        lab.faults().add(Fault.of(kind, CLIENTS).after(1).times(Fault.FOREVER).value(value));
        var seen = new ArrayList<String>();
        var trouble = catchThrowableOfType(
                ConnectorException.class,
                () -> partner("clients")
                        .list(new Source.Request(null), page -> page.rows().forEach(row -> seen.add(row.id()))));
        assertThat(trouble.problem()).as(trouble.getMessage()).isEqualTo(problem);
        assertThat(trouble.getMessage())
                .matches("(?s)\\S.*[.]")
                .doesNotContain(lab.partner().key())
                .doesNotContain("?");
        assertThat(waits).hasSize(retries);
        assertThat(seen.size()).as("only whole pages are handed over").isIn(100, 200);
    }

    @Test
    void takesAnErrorWithStatus200ForNoProofOfAbsence() {
        lab.faults().add(Fault.of(Kind.ERROR_200, CLIENTS));
        List<Listing> listings = new ArrayList<>();
        var withoutTheFilter = HttpConnectorTest.manifest("wellness/manifests/partner.yaml")
                .replace("predicate: \"{{ 'error' in response }}\"", "predicate: \"{{ false }}\"");

        assertThat(rows(reading(withoutTheFilter, partnerConfig(), "clients"), new Source.Request(null), listings))
                .isEmpty();

        assertThat(listings.getFirst())
                .isInstanceOfSatisfying(
                        Listing.Complete.class,
                        listing -> assertThat(listing.full()).isFalse());
    }

    @Test
    void asksAgainAfterAnErrorWithStatus200WhereTheManifestKnowsIt() {
        lab.faults().add(Fault.of(Kind.ERROR_200, CLIENTS));

        assertThat(rows(partner("clients"), new Source.Request(null), new ArrayList<>()))
                .isNotEmpty();
        assertThat(lab.ledger().entries(CLIENTS).getFirst().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"WRONG_TYPE", "BOM", "GZIP", "LATENCY"})
    void readsAnswersThatAreOnlyOdd(Kind kind) {
        lab.faults().add(Fault.of(kind, CLIENTS).value(kind == Kind.LATENCY ? "5" : ""));
        assertThat(complete(partner("clients"))).hasSize(230);
        assertThat(waits).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"7, 7, 20", "date, 1, 70", "past, 1, 5", "absent, 1, 5", "garbage, 1, 5", "negative, 1, 5"})
    void waitsAsItIsTold(String form, long least, long most) {
        lab.faults().add(Fault.of(Kind.THROTTLED, CLIENTS).value(form));
        try {
            assertThat(complete(partner("clients"))).hasSize(230);
            assertThat(waits)
                    .singleElement()
                    .satisfies(wait -> assertThat(wait.toSeconds()).isBetween(least, most));
        } catch (ConnectorException later) {
            // A date more than a minute ahead is handed on instead of being slept through.
            assertThat(form).isEqualTo("date");
            assertThat(later.retryAfter()).isPresent();
        }
    }

    @Test
    void handsALongWaitOnInsteadOfHoldingAWorker() {
        lab.faults().add(Fault.of(Kind.THROTTLED, CLIENTS).value("huge"));
        var trouble = catchThrowableOfType(ConnectorException.class, () -> complete(partner("clients")));
        assertThat(trouble.problem()).isEqualTo(Problem.RATE_LIMIT);
        assertThat(trouble.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofMinutes(1)));
        assertThat(waits).isEmpty();
    }

    @Test
    void readsOnlyWhatChangedAndSomeOverlap() {
        List<Listing> listings = new ArrayList<>();
        var source = partner("appointments");
        assertThat(rows(source, new Source.Request(null), listings)).hasSize(150);
        var cursor = ((Listing.Complete) listings.getFirst()).cursor();
        lab.partner().appointments().change("a7", "status", "completed");
        var changed = rows(source, new Source.Request(cursor), listings);
        assertThat(changed).containsKey("a7").hasSizeLessThan(150);
        assertThat(changed.get("a7")).containsEntry("status", Value.text("completed"));
        var second = (Listing.Complete) listings.getLast();
        assertThat(second.full()).isFalse();
        assertThat(second.cursor()).isNotEqualTo(cursor);
    }

    @Test
    void handsOnWhatTheApiMarksAsDeleted() {
        lab.partner().appointments().delete("a9");
        assertThat(complete(partner("appointments")).get("a9").get("deleted_at"))
                .isInstanceOf(Value.Text.class);
        lab.partner().clients().delete("1002");
        assertThat(complete(partner("clients"))).hasSize(229).doesNotContainKey("1002");
    }

    @Test
    void readsAShopByCursorAndSeconds() {
        var source = source(
                "sources/shop.yaml",
                Map.of(
                        "base_url",
                        lab.uri("").toString(),
                        "shop_key",
                        lab.shop().key()),
                "orders");
        List<Listing> listings = new ArrayList<>();
        var rows = rows(source, new Source.Request(null), listings);
        assertThat(rows).hasSize(300);
        assertThat(rows.get("ord_1").get("customer_email")).isEqualTo(Value.text("buyer0@mail.example"));
        assertThat(rows.get("ord_1").get("lines")).isInstanceOf(Value.Json.class);
        lab.shop().orders().change("ord_3", "state", "refunded");
        var cursor = ((Listing.Complete) listings.getFirst()).cursor();
        assertThat(cursor).contains("\"updated\"");
        assertThat(rows(source, new Source.Request(cursor), listings)).containsKey("ord_3");
    }

    private Source enrollments() {
        return source(
                "sources/academy.yaml",
                Map.of(
                        "base_url",
                        lab.uri("").toString(),
                        "access_token",
                        lab.academy().token()),
                "enrollments");
    }

    @Test
    void readsTheRowsOfEachParent() {
        long expected = 0;
        for (int course = 1; course <= 12; course++) {
            expected += lab.academy().enrollments("c" + course).size();
        }
        var rows = complete(enrollments());
        assertThat(rows).hasSize((int) expected);
        assertThat(rows.keySet()).allMatch(id -> id.startsWith("[\"c"));
        assertThat(rows.values()).allSatisfy(row -> assertThat(row).containsKeys("course_id", "course_title"));
    }

    @Test
    void provesNoAbsenceWhenAnErrorWasIgnored() {
        lab.faults().add(Fault.of(Kind.STATUS, "/academy/api/courses/c2/").value("404"));
        List<Listing> listings = new ArrayList<>();
        rows(enrollments(), new Source.Request(null), listings);
        assertThat(listings.getFirst())
                .isInstanceOfSatisfying(
                        Listing.Complete.class,
                        listing -> assertThat(listing.full()).isFalse());
    }

    @Test
    void stopsWaitingWhenItIsToldToStop() {
        lab.faults().add(Fault.of(Kind.STATUS, CLIENTS).times(Fault.FOREVER));
        var connector = new HttpConnector(egress::send, (_, stop) -> {
            stopping.set(true);
            return !stop.getAsBoolean();
        });
        var source = connector
                .open(
                        new SettingValues(Map.of(
                                "manifest",
                                HttpConnectorTest.manifest("wellness/manifests/partner.yaml"),
                                "config",
                                Map.of("base_url", lab.uri("").toString(), "api_key", "k"))),
                        new Surroundings("1/partner", List.of(), Clock.systemUTC(), stopping::get))
                .source(new TableRef("clients", new SettingValues(Map.of())));
        assertThat(source.list(new Source.Request(null), _ -> {})).isInstanceOf(Listing.Partial.class);
    }

    @Test
    void refusesATableThatTheManifestDoesNotHave() {
        assertThatThrownBy(() -> partner("dogs"))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        trouble -> assertThat(trouble.problem()).isEqualTo(Problem.SETTINGS));
    }
}
