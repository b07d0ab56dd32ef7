package dev.tallystick.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Limits;
import dev.tallystick.egress.Links;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.egress.RetryAfter;
import dev.tallystick.lab.Fault.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LabTest {

    private final Lab lab = Lab.start(Lab.Options.STANDARD);
    private final EgressClient egress = new EgressClient(AllowList.NOTHING);

    @AfterEach
    void close() {
        lab.close();
        egress.close();
    }

    private Request request(URI uri) {
        return Request.get(uri)
                .with("Authorization", "Bearer " + lab.partner().key())
                .allowing(lab.allowed())
                .within(Limits.STANDARD.deadline(Duration.ofMillis(500)));
    }

    private Response get(String path) {
        return egress.send(request(lab.uri(path)).within(Limits.STANDARD));
    }

    private JsonNode json(String path) {
        Response response = get(path);
        assertThat(response.status()).isEqualTo(200);
        return JsonBodies.read(response);
    }

    private static List<String> ids(JsonNode rows) {
        return rows.valueStream().map(row -> row.get("id").asString()).toList();
    }

    /// By cursor, as a connector would.
    private List<String> walk(String path) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        for (int pages = 0; pages < 100; pages++) {
            JsonNode page = json(path + cursor);
            ids.addAll(ids(page.get("data")));
            if (!page.get("has_more").asBoolean()) {
                return ids;
            }
            cursor = "&cursor=" + page.get("next_cursor").asString();
        }
        throw new AssertionError("no end after 100 pages");
    }

    @Test
    void noRequestGetsHereWithoutTheEntry() {
        assertThatThrownBy(() -> egress.send(Request.get(lab.uri("/v1/clients"))))
                .isInstanceOf(EgressException.class);
        assertThat(lab.ledger().entries()).isEmpty();
    }

    @Test
    void cursorsPagesAndLinksBringTheSameRowsOnce() {
        List<String> byCursor = walk("/v1/clients?limit=7");

        List<String> byPage = new ArrayList<>();
        for (int page = 1; byPage.size() < 120; page++) {
            byPage.addAll(ids(json("/v1/clients?size=7&page=" + page).get("data")));
        }
        List<String> byLink = new ArrayList<>();
        Optional<URI> next = Optional.of(lab.uri("/v1/clients?limit=7"));
        while (next.isPresent()) {
            Response response = egress.send(request(next.get()));
            byLink.addAll(ids(JsonBodies.read(response).get("data")));
            next = Links.of(response).target("next");
        }

        assertThat(byCursor)
                .hasSize(120)
                .doesNotHaveDuplicates()
                .isEqualTo(byPage)
                .isEqualTo(byLink);
        assertThat(byCursor.getFirst()).isEqualTo("1001");
    }

    @Test
    void twoLabsOfOneSeedAreAlike() {
        try (var other = Lab.start(Lab.Options.STANDARD);
                var another = Lab.start(Lab.Options.STANDARD.seed(2))) {
            String here = get("/v1/appointments?limit=1000").text();

            assertThat(egress.send(request(other.uri("/v1/appointments?limit=1000"))
                                    .allowing(other.allowed()))
                            .text())
                    .isEqualTo(here);
            assertThat(egress.send(request(another.uri("/v1/appointments?limit=1000"))
                                    .allowing(another.allowed()))
                            .text())
                    .isNotEqualTo(here);
        }
    }

    @Test
    void appointmentsAreAsUnrulyAsAPartners() {
        JsonNode rows = json("/v1/appointments?limit=1000").get("data");
        Set<String> clients = new HashSet<>(walk("/v1/clients?limit=100"));

        assertThat(rows.size()).isEqualTo(600);
        assertThat(rows.valueStream()
                        .filter(row -> !clients.contains(row.get("client_id").asString()))
                        .count())
                .isEqualTo(30);
        assertThat(rows.valueStream()
                        .map(row -> row.get("client_id").getNodeType())
                        .distinct())
                .hasSize(2);
        assertThat(rows.valueStream()
                        .map(row -> row.get("start_time")
                                .asString()
                                .replaceAll("\\p{L}+", "a")
                                .replaceAll("\\d+", "1"))
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(8);
        assertThat(rows.valueStream().filter(row -> !row.has("notes"))).isNotEmpty();
        assertThat(rows.valueStream()
                        .filter(row -> row.has("notes") && row.get("notes").isNull()))
                .isNotEmpty();
        assertThat(rows.get(0).get("start_time").asString()).isEqualTo("8:00 AM");
        assertThat(rows.get(5).get("start_time").asLong())
                .isEqualTo(lab.partner().startOf(5).toEpochSecond());
        assertThat(rows.valueStream().allMatch(row -> row.has("client_name") && row.has("client_email")))
                .isTrue();
    }

    @Test
    void anIncrementBringsWhatPeopleHaveDoneAndNothingElse() {
        String last = "" + lab.partner().clients().row("1120").updatedAt().plusNanos(1);
        assertThat(walk("/v1/clients?updated_since=" + last)).isEmpty();

        lab.partner().clients().change("1005", "city", "Wien");
        lab.partner().clients().delete("1007");
        String added = lab.partner().clients().add(Map.of("first_name", "New"));

        JsonNode page = json("/v1/clients?limit=50&updated_since=" + last);
        assertThat(ids(page.get("data"))).containsExactly("1005", "1007", added);
        assertThat(page.get("data").get(0).get("city").asString()).isEqualTo("Wien");
        assertThat(page.get("data").get(0).get("deleted_at").isNull()).isTrue();
        assertThat(page.get("data").get(1).get("deleted_at").asString()).isNotEmpty();
        assertThat(walk("/v1/clients?limit=50")).hasSize(120).contains(added).doesNotContain("1007");
        assertThat(get("/v1/clients/1007").status()).isEqualTo(404);
        assertThat(json("/v1/clients/1005").get("city").asString()).isEqualTo("Wien");
    }

    @Test
    void anIncrementReadByCursorSurvivesEditsMeanwhile() {
        String all = "/v1/clients?limit=50&updated_since=2026-01-01T00:00:00Z";
        JsonNode first = json(all);
        lab.partner().clients().change("1001", "city", "Lyon");

        List<String> rest = walk(all + "&cursor=" + first.get("next_cursor").asString());

        assertThat(rest).hasSize(71).contains("1051", "1120", "1001").doesNotHaveDuplicates();
    }

    @Test
    void changedSinceIncludesTheInstantItself() {
        Instant at = lab.partner().clients().row("1060").updatedAt();

        assertThat(walk("/v1/clients?limit=100&updated_since=" + at))
                .contains("1060", "1057")
                .doesNotContain("1056");
    }

    @Test
    void whatHasNotChangedIs304() {
        String tag = get("/v1/clients").headers().first("ETag").orElseThrow();
        Request again = request(lab.uri("/v1/clients")).with("If-None-Match", tag);

        assertThat(egress.send(again).status()).isEqualTo(304);
        lab.partner().clients().change("1001", "city", "Lyon");
        assertThat(egress.send(again).status()).isEqualTo(200);
    }

    @Test
    void keysAndRatesAreKept() {
        Response denied = egress.send(Request.get(lab.uri("/v1/clients")).allowing(lab.allowed()));
        assertThat(denied.status()).isEqualTo(401);
        assertThat(denied.mediaType()).isEqualTo("application/problem+json");

        lab.partner().limitRate(2, Duration.ofSeconds(30));
        assertThat(get("/v1/clients").headers().first("RateLimit-Remaining")).contains("1");
        assertThat(get("/v1/clients").status()).isEqualTo(200);
        Response slow = get("/v1/clients");
        assertThat(slow.status()).isEqualTo(429);
        assertThat(RetryAfter.of(slow.headers(), Instant.now()).orElseThrow())
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({
        "RESET_BEFORE, RESET",
        "RESET_AFTER, RESET",
        "APPLIED_LATE, RESET",
        "TRUNCATED_BODY, RESET",
        "RESET_IN_BODY, RESET",
        "BAD_CHUNK, BAD_RESPONSE",
        "SHORT_LENGTH, BAD_RESPONSE",
        "STALL, TIMEOUT",
        "SILENCE, TIMEOUT",
        "SILENCE_AFTER, TIMEOUT",
        "DRIP, TIMEOUT",
        "GZIP_BOMB, TOO_LARGE"
    })
    void brokenExchangesEndAsTheyShould(Kind fault, EgressException.Kind expected) {
        lab.faults().add(Fault.of(fault, "/v1/clients"));

        var request = request(lab.uri("/v1/clients"));
        if (expected != EgressException.Kind.TIMEOUT) {
            request = request.within(Limits.STANDARD);
        }
        var sent = request;

        var failure = catchThrowableOfType(EgressException.class, () -> egress.send(sent));

        assertThat(failure.kind()).isEqualTo(expected);
        assertThat(failure.ambiguous()).isTrue();
        assertThat(lab.ledger().entries().getLast().fault()).contains(fault);
        assertThat(get("/v1/clients").status()).as("once only").isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"TRUNCATED_JSON", "GARBAGE", "HTML_200", "EMPTY_200", "WRONG_TYPE"})
    void badBodiesAreNotJson(Kind fault) {
        lab.faults().add(Fault.of(fault, "/v1/clients"));
        Response response = egress.send(request(lab.uri("/v1/clients")));

        assertThat(response.status()).isEqualTo(200);
        assertThatThrownBy(() -> JsonBodies.read(response))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.kind()).isEqualTo(EgressException.Kind.BAD_RESPONSE));
        assertThat(get("/v1/clients").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BOM", "GZIP", "LATENCY"})
    void oddButGoodAnswersAreRead(Kind fault) {
        String plain = json("/v1/clients").toString();
        lab.faults().add(Fault.of(fault, "/v1/clients").value(fault == Kind.LATENCY ? "1" : ""));

        assertThat(json("/v1/clients").toString()).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "STATUS, '', 500",
        "STATUS, 503, 503",
        "STATUS, 504, 504",
        "STATUS, 422, 422",
        "HTML_STATUS, '', 502",
        "UNAUTHORIZED, '', 401",
        "FORBIDDEN, '', 403",
        "ERROR_200, '', 200"
    })
    void statusesAreSent(Kind fault, String value, int status) {
        lab.faults().add(Fault.of(fault, "/").value(value));

        assertThat(get("/v1/clients").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "seconds, 2000",
        "7, 7000",
        "decimal, 500",
        "date, 2000",
        "rfc850, 2000",
        "asctime, 2000",
        "epoch, 2000",
        "epoch-millis, 2000",
        "past, 0",
        "huge, 31622400000",
        "negative, -1",
        "garbage, -1",
        "absent, -1"
    })
    void retryAfterIsSentInEveryForm(String form, long millis) {
        lab.faults().add(Fault.of(Kind.THROTTLED, "/v1/clients").value(form));
        Response response = get("/v1/clients");

        assertThat(response.status()).isEqualTo(429);
        var wait = RetryAfter.of(response.headers(), Instant.now());
        if (millis < 0) {
            assertThat(wait).isEmpty();
        } else {
            // A date has no fractions, and the answer's own Date has none either.
            assertThat(wait.orElseThrow())
                    .isBetween(Duration.ofMillis(Math.max(0, millis - 1)), Duration.ofMillis(millis + 1000));
        }
    }

    @Test
    void pagesAreRepeatedLeftOutAndLooped() {
        lab.faults().add(Fault.of(Kind.DUPLICATE_PAGE, "/v1/clients").after(1));
        List<String> repeated = walk("/v1/clients?limit=50");
        assertThat(repeated).hasSizeGreaterThan(120);
        assertThat(new HashSet<>(repeated)).hasSizeLessThanOrEqualTo(120);

        lab.faults().add(Fault.of(Kind.MISSING_PAGE, "/v1/clients").after(1));
        assertThat(walk("/v1/clients?limit=20")).hasSize(100);

        lab.faults().add(Fault.of(Kind.CURSOR_LOOP, "/v1/clients").times(Fault.FOREVER));
        String cursor = json("/v1/clients?limit=50").get("next_cursor").asString();
        assertThat(json("/v1/clients?limit=50&cursor=" + cursor)
                        .get("next_cursor")
                        .asString())
                .isEqualTo(cursor);
        lab.faults().clear();
        assertThat(walk("/v1/clients?limit=50")).hasSize(120);
    }

    @Test
    void rowsDeletedWhileAListingIsOnItsWayMakePagesSkip() {
        lab.faults().add(Fault.of(Kind.SHRINK, "/v1/clients").after(1).value("3"));

        List<String> first = ids(json("/v1/clients?size=40&page=1").get("data"));
        List<String> second = ids(json("/v1/clients?size=40&page=2").get("data"));

        assertThat(first.getLast()).isEqualTo("1040");
        assertThat(second.getFirst()).as("1041 to 1043 were never seen").isEqualTo("1044");
    }

    @Test
    void redirectsLeadElsewhereAndAreNotFollowed() {
        try (var other = Lab.start(Lab.Options.STANDARD)) {
            lab.faults()
                    .add(Fault.of(Kind.REDIRECT, "/v1")
                            .value(other.uri("/v1/clients").toString()));

            assertThat(get("/v1/clients").status()).isEqualTo(302);
            assertThat(other.ledger().entries()).isEmpty();
        }
    }

    @Test
    void aFaultMayConcernOneMethodAlone() {
        lab.faults().add(Fault.of(Kind.STATUS, "POST /v1/clients"));
        lab.faults().add(Fault.of(Kind.STATUS, "get /v1/appointments"));

        assertThat(get("/v1/clients").status()).isEqualTo(200);
        assertThat(get("/v1/appointments").status()).isEqualTo(500);
    }

    @Test
    void theLedgerNamesEveryRequest() {
        lab.faults().add(Fault.of(Kind.STATUS, "/v1/clients").after(1));
        get("/v1/clients?limit=1");
        get("/v1/clients?limit=2");

        assertThat(lab.ledger().entries("/v1"))
                .containsExactly(
                        new Ledger.Entry("GET", "/v1/clients", "limit=1", 200, Optional.empty()),
                        new Ledger.Entry("GET", "/v1/clients", "limit=2", 500, Optional.of(Kind.STATUS)));
    }

    @Test
    void theHandBehindWorksOverHttp() {
        Request add = Request.json(
                        Method.POST,
                        lab.uri("/_lab/faults"),
                        "{\"path\":\"/v1\",\"kind\":\"status\",\"value\":503,\"times\":2}")
                .allowing(lab.allowed());
        assertThat(egress.send(add).status()).isEqualTo(401);
        assertThat(egress.send(add.with("X-Lab-Token", lab.token())).status()).isEqualTo(200);
        assertThat(get("/v1/clients").status()).isEqualTo(503);
        assertThat(lab.faults().list())
                .containsExactly(Fault.of(Kind.STATUS, "/v1").value("503"));

        assertThat(hand(Method.DELETE, "/_lab/faults", "").status()).isEqualTo(200);
        assertThat(hand(Method.POST, "/_lab/faults", "{\"kind\":\"earthquake\"}")
                        .status())
                .isEqualTo(400);
        assertThat(hand(Method.PATCH, "/_lab/tables/clients/1001", "{\"city\":\"Wien\"}")
                        .status())
                .isEqualTo(200);
        assertThat(hand(Method.DELETE, "/_lab/tables/clients/1002", "").status())
                .isEqualTo(200);
        assertThat(hand(Method.DELETE, "/_lab/tables/clients/nobody", "").status())
                .isEqualTo(404);
        String added = JsonBodies.read(hand(Method.POST, "/_lab/tables/clients", "{\"city\":\"Köln\"}"))
                .get("id")
                .asString();

        assertThat(json("/v1/clients/1001").get("city").asString()).isEqualTo("Wien");
        assertThat(get("/v1/clients/1002").status()).isEqualTo(404);
        assertThat(json("/v1/clients/" + added).get("city").asString()).isEqualTo("Köln");
        assertThat(hand(Method.GET, "/_lab/ledger", "").text()).contains("/v1/clients/1002");
    }

    private Response hand(Method method, String path, String body) {
        return egress.send(Request.json(method, lab.uri(path), body)
                .with("X-Lab-Token", lab.token())
                .allowing(lab.allowed()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/clients?limit=x", "/v1/clients?size=0", "/v1/clients?updated_since=yesterday"})
    void badParametersAreNamed(String path) {
        assertThat(get(path).status()).isEqualTo(400);
    }

    @Test
    void aCursorThatNobodyGaveIsGone() {
        assertThat(get("/v1/clients?cursor=%21").status()).isEqualTo(410);
        assertThat(get("/v1/clients?cursor=AAAA").status()).isEqualTo(410);
    }

    @Test
    void theShopHandsOutCursorsInTheBody() {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        boolean more = true;
        while (more) {
            Response response = egress.send(Request.get(lab.uri("/shop/v2/orders?limit=40" + cursor))
                    .with("X-Shop-Key", lab.shop().key())
                    .allowing(lab.allowed()));
            JsonNode page = JsonBodies.read(response);
            ids.addAll(ids(page.get("orders")));
            more = page.get("has_more").asBoolean();
            cursor = "&cursor=" + page.get("next_cursor").asString("");
        }
        assertThat(ids).hasSize(300).doesNotHaveDuplicates();
        assertThat(get("/shop/v2/orders").status()).isEqualTo(403);
    }

    @Test
    void theAcademyHasChildrenBelowEachCourse() {
        Request courses = Request.get(lab.uri("/academy/api/courses?limit=5&offset=10"))
                .with("Authorization", "Bearer " + lab.academy().token())
                .allowing(lab.allowed());
        JsonNode page = JsonBodies.read(egress.send(courses));
        assertThat(page.get("count").asInt()).isEqualTo(12);
        assertThat(ids(page.get("results"))).containsExactly("c11", "c12");

        Request children = Request.get(lab.uri("/academy/api/courses/c11/enrollments?limit=100"))
                .with("Authorization", "Bearer " + lab.academy().token())
                .allowing(lab.allowed());
        JsonNode enrolled = JsonBodies.read(egress.send(children));
        assertThat((long) enrolled.get("count").asInt())
                .isEqualTo(lab.academy().enrollments("c11").size());
        Request unknown = Request.get(lab.uri("/academy/api/courses/c99/enrollments"))
                .with("Authorization", "Bearer " + lab.academy().token())
                .allowing(lab.allowed());
        assertThat(egress.send(unknown).status()).isEqualTo(404);
    }

    @Test
    void moviesAreABareArrayAndCanComeFromAFile(@TempDir Path folder) throws Exception {
        Response ours = get("/movies?limit=5000");
        assertThat(JsonBodies.read(ours).size()).isEqualTo(500);
        assertThat(ours.headers().first("X-Total-Count")).contains("500");
        assertThat(JsonBodies.read(ours).valueStream().noneMatch(row -> row.has("id") || row.has("#")))
                .isTrue();

        Path file = Files.writeString(
                folder.resolve("movies.json"), "[{\"Title\":12,\"IMDB Rating\":6.10},{\"Title\":null}]");
        try (var other = Lab.start(Lab.Options.STANDARD.movies(file))) {
            assertThat(egress.send(request(other.uri("/movies")).allowing(other.allowed()))
                            .text())
                    .isEqualTo("[{\"Title\":12,\"IMDB Rating\":6.10},{\"Title\":null}]");
        }
    }

    @Test
    void aMillionRowsAreMadeAsTheyAreAskedFor() {
        try (var large = Lab.start(Lab.Options.STANDARD.partner(1_000_000, 1_000_000))) {
            Request last = request(large.uri("/v1/clients?size=1000&page=1000")).allowing(large.allowed());
            List<String> ids = ids(
                    JsonBodies.read(egress.send(last.within(Limits.STANDARD))).get("data"));

            assertThat(ids).hasSize(1000);
            assertThat(ids.getLast()).isEqualTo("1001000");
        }
    }

    @Test
    void driftKeepsTheTablesInOrder() {
        var drift = new Drift(lab.partner(), 7);
        long before =
                lab.partner().clients().version() + lab.partner().appointments().version();
        for (int i = 0; i < 200; i++) {
            drift.step();
        }
        assertThat(lab.partner().clients().version()
                        + lab.partner().appointments().version())
                .isGreaterThanOrEqualTo(before + 200);
        assertThat(walk("/v1/clients?limit=100"))
                .hasSize((int) lab.partner().clients().size())
                .doesNotHaveDuplicates();
        assertThat(walk("/v1/appointments?limit=100&updated_since=2026-01-01T00:00:00Z"))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan((int) lab.partner().appointments().size());
    }
}
