package dev.tallystick.lab.google;

import static dev.tallystick.lab.google.Official.refused;
import static dev.tallystick.lab.google.Official.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.AppendValuesResponse;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Fault.Kind;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.oauth.Access;
import dev.tallystick.workspace.SettableClock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes wrong and what people do while a program works: quotas, faults, edits between two calls.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MeanwhileTest {

    private final SettableClock clock = new SettableClock();
    private final Lab lab = Lab.start(Lab.Options.STANDARD.clock(clock));
    private final GoogleApi google = lab.google();
    private final Spreadsheet sheet = google.create("Clients");
    private final People people = sheet.people();
    private final Sheets client = Official.sheets(lab);

    @AfterEach
    void close() {
        lab.close();
    }

    private AppendValuesResponse append(Object... cells) throws IOException {
        return client.spreadsheets()
                .values()
                .append(sheet.id(), "Sheet1!A1", rows(List.of(cells)))
                .setValueInputOption("RAW")
                .setInsertDataOption("INSERT_ROWS")
                .execute();
    }

    private List<List<Object>> read() throws IOException {
        return client.spreadsheets()
                .values()
                .get(sheet.id(), "Sheet1")
                .execute()
                .getValues();
    }

    // ---- quotas

    @Test
    void sixtyReadsAMinuteForAUserAndWritesApart() throws IOException {
        for (int i = 0; i < 60; i++) {
            read();
        }

        var refused = refused(this::read);
        assertThat(refused.getStatusCode()).isEqualTo(429);
        assertThat(refused.getDetails().getMessage())
                .isEqualTo("Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per"
                        + " user' of service 'sheets.googleapis.com' for consumer 'project_number:1'.");
        assertThat(refused.getDetails().get("status")).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(refused.getContent().replaceAll("\\s", ""))
                .contains("\"reason\":\"RATE_LIMIT_EXCEEDED\",\"domain\":\"googleapis.com\",\"metadata\":{\"consumer\":"
                        + "\"projects/1\",\"service\":\"sheets.googleapis.com\",\"quota_metric\":"
                        + "\"sheets.googleapis.com/read_requests\",\"quota_limit\":"
                        + "\"ReadRequestsPerMinutePerUser\",\"quota_limit_value\":\"60\"}");
        assertThat(refused.getHeaders().getRetryAfter()).isNull();
        append("writes are counted apart");
        clock.pass(Duration.ofSeconds(60));
        assertThat(read()).hasSize(1);
    }

    @Test
    void threeHundredAMinuteForTheProject() throws IOException {
        for (int user = 0; user < 5; user++) {
            String token = google.oauth().grants().token("u" + user, "app", Access.SPREADSHEETS);
            sheet.share("u" + user, Spreadsheet.Role.READER);
            Sheets one = Official.sheets(lab, Official.bearer(token));
            for (int i = 0; i < 60; i++) {
                one.spreadsheets().values().get(sheet.id(), "A1").execute();
            }
        }

        assertThat(google.quota().used(false)).isEqualTo(300);
        assertThat(refused(this::read).getContent()).contains("ReadRequestsPerMinutePerProject", "\"300\"");
        google.quota().lift();
        assertThat(read()).isNull();
    }

    // ---- lost answers

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RESET_AFTER", "TRUNCATED_BODY", "RESET_IN_BODY"})
    void theAnswerIsLostAndTheWriteIsDone(Kind kind) {
        lab.faults().add(Fault.of(kind, "POST /google/v4/spreadsheets/" + sheet.id() + "/values/"));

        assertThatThrownBy(() -> append("once")).isInstanceOf(IOException.class);

        assertThat(people.seen("Sheet1")).containsExactly(List.of("once"));
        assertThat(google.writes().all()).hasSize(1).allMatch(Writes.Write::isApplied);
        assertThat(google.writes().all().getFirst().fault()).contains(kind);
    }

    @Test
    void theRequestIsLostAndNothingIsDone() {
        lab.faults().add(Fault.of(Kind.RESET_BEFORE, "POST /google/v4/"));

        assertThatThrownBy(() -> append("never")).isInstanceOf(IOException.class);

        assertThat(people.seen("Sheet1")).isEmpty();
        assertThat(google.writes().all()).isEmpty();
    }

    @Test
    void aWriteMayLandUpToThreeMinutesAfterItsAnswerWasLost() throws IOException {
        lab.faults().add(Fault.of(Kind.APPLIED_LATE, "POST /google/v4/").value("180000"));

        assertThatThrownBy(() -> append("late")).isInstanceOf(IOException.class);
        clock.pass(Duration.ofMillis(179_999));
        assertThat(read()).isNull();
        assertThat(people.seen("Sheet1")).isEmpty();
        people.type("Sheet1", "A1", "meanwhile");
        clock.pass(Duration.ofMillis(1));

        assertThat(sheet.people().seen("Sheet1")).containsExactly(List.of("meanwhile"), List.of("late"));
        assertThat(read()).hasSize(2);
        assertThat(google.writes().all().getFirst().at()).isEqualTo(clock.instant());
    }

    @Test
    void faultsSpeakGoogle() throws IOException {
        lab.faults().add(Fault.of(Kind.STATUS, "/google/v4/").value("503"));
        lab.faults().add(Fault.of(Kind.THROTTLED, "/google/v4/").value("absent"));
        lab.faults().add(Fault.of(Kind.UNAUTHORIZED, "/google/v4/"));
        lab.faults().add(Fault.of(Kind.HTML_STATUS, "/google/v4/"));

        assertThat(refused(this::read).getDetails().get("status")).isEqualTo("UNAVAILABLE");
        assertThat(refused(this::read).getDetails().get("status")).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(refused(this::read).getDetails().get("status")).isEqualTo("UNAUTHENTICATED");
        var page = refused(this::read);
        assertThat(page.getStatusCode()).isEqualTo(502);
        assertThat(page.getContent()).contains("<html>");
    }

    // ---- who and what is refused

    @Test
    void eachRefusalHasItsOwnStatus() throws IOException {
        var stranger = Official.sheets(
                lab, Official.bearer(google.oauth().grants().token("stranger", "app", Access.SPREADSHEETS)));
        var denied = refused(() -> stranger.spreadsheets().get(sheet.id()).execute());
        assertThat(denied.getStatusCode()).isEqualTo(403);
        assertThat(denied.getDetails().getMessage()).isEqualTo("The caller does not have permission");
        assertThat(denied.getDetails().get("status")).isEqualTo("PERMISSION_DENIED");
        assertThat(denied.getHeaders().getContentType()).isEqualTo("application/json; charset=UTF-8");

        var lost = refused(() -> client.spreadsheets().get("nothing").execute());
        assertThat(lost.getStatusCode()).isEqualTo(404);
        assertThat(lost.getDetails().getMessage()).isEqualTo("Requested entity was not found.");

        sheet.share("stranger", Spreadsheet.Role.READER);
        stranger.spreadsheets().get(sheet.id()).execute();
        assertThat(refused(() -> stranger.spreadsheets()
                                .values()
                                .update(sheet.id(), "A1", rows("x"))
                                .setValueInputOption("RAW")
                                .execute())
                        .getStatusCode())
                .isEqualTo(403);

        google.disable(true);
        assertThat(refused(this::read).getContent()).contains("SERVICE_DISABLED");
        google.disable(false);
        sheet.kind(Spreadsheet.Kind.UPLOADED);
        assertThat(refused(this::read).getDetails().get("status")).isEqualTo("FAILED_PRECONDITION");
    }

    // ---- people

    @Test
    void anEditFallsExactlyBetweenAReadAndAWrite() throws IOException {
        people.row("Sheet1", "A1", "id", "Name");
        people.row("Sheet1", "A2", "1", "Zoë");
        people.row("Sheet1", "A3", "2", "Ada");
        google.beforeNext(call -> call.is("values.update"), () -> people.sort("Sheet1", "B", true));

        assertThat(read().get(1)).containsExactly("1", "Zoë");
        client.spreadsheets()
                .values()
                .update(sheet.id(), "Sheet1!B2", rows("Zoë Müller"))
                .setValueInputOption("RAW")
                .execute();

        assertThat(people.seen("Sheet1"))
                .as("the write went to somebody else's row, as it would at Google's")
                .containsExactly(List.of("id", "Name"), List.of("2", "Zoë Müller"), List.of("1", "Zoë"));
        assertThat(google.momentsWaiting()).isZero();
    }

    @Test
    void anEditFallsRightAfterAWriteBeforeItsAnswer() throws IOException {
        people.row("Sheet1", "A1", "id");
        google.afterNext(call -> call.is("values.append"), () -> people.insertRow("Sheet1", 2));

        assertThat(append("x").getUpdates().getUpdatedRange()).isEqualTo("Sheet1!A2");

        assertThat(people.seen("Sheet1")).containsExactly(List.of("id"), List.of(), List.of("x"));
    }

    @Test
    void everyKindOfEditAtThePage() {
        people.row("Sheet1", "A1", "id", "Name", "Twice");
        people.row("Sheet1", "A2", "1", "Zoë", "=A2*2");
        people.row("Sheet1", "A3", "2", "Ada", "=A3*2");

        people.copyRow("Sheet1", 2, 4);
        assertThat(people.seen("Sheet1").get(3)).containsExactly("1", "Zoë", "2");
        people.cutRow("Sheet1", 4, 6);
        assertThat(people.seen("Sheet1").get(3)).isEmpty();
        assertThat(people.seen("Sheet1").get(5)).containsExactly("1", "Zoë", "2");
        people.deleteRow("Sheet1", 6);
        people.sort("Sheet1", "B", true);
        assertThat(people.seen("Sheet1").get(1)).containsExactly("2", "Ada", "4");
        people.moveColumn("Sheet1", "A", "C");
        assertThat(people.seen("Sheet1").get(1)).containsExactly("Ada", "4", "2");
        people.insertColumn("Sheet1", "A");
        assertThat(people.seen("Sheet1").get(1)).containsExactly("", "Ada", "4", "2");
        people.moveRow("Sheet1", 2, 3);
        assertThat(people.seen("Sheet1").get(2)).containsExactly("", "Ada", "4", "2");
        people.renameHeader("Sheet1", "Name", "Full name");
        assertThat(people.seen("Sheet1").getFirst()).containsExactly("", "Full name", "Twice", "id");
        people.deleteColumn("Sheet1", "D");
        assertThat(people.seen("Sheet1").get(1)).containsExactly("", "Zoë", "#REF!");
        people.addTab("Second");
        people.renameTab("Sheet1", "First");
        people.deleteTab("First");
        assertThat(sheet.book().tabs()).hasSize(1);
    }

    // ---- from outside the process

    private String hand(String method, String path, String body) throws IOException, InterruptedException {
        try (var plain = HttpClient.newHttpClient()) {
            var answer = plain.send(
                    HttpRequest.newBuilder(lab.uri("/_lab/google/" + path))
                            .header("X-Lab-Token", lab.token())
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }

    @Test
    void theHandWorksOverHttpToo() throws Exception {
        hand("POST", "files/" + sheet.id(), "{\"do\":\"type\",\"tab\":\"Sheet1\",\"cell\":\"A1\",\"value\":\"Name\"}");
        hand("POST", "files/" + sheet.id(), "{\"do\":\"type\",\"tab\":\"Sheet1\",\"cell\":\"A2\",\"value\":\"Zoë\"}");
        hand("POST", "files/" + sheet.id(), "{\"do\":\"copyRow\",\"tab\":\"Sheet1\",\"row\":2,\"to\":3}");
        hand("POST", "quota", "{\"project\":1,\"user\":1}");
        append("by the API");

        assertThat(hand("GET", "files/" + sheet.id() + "/Sheet1", ""))
                .isEqualTo("200 [[\"Name\"],[\"Zoë\"],[\"Zoë\"],[\"by the API\"]]");
        assertThat(hand("GET", "files", "")).contains(sheet.id(), "Clients");
        assertThat(hand("GET", "writes", "")).contains("values.append", "\"status\":200");
        assertThat(hand("POST", "files/" + sheet.id(), "{\"do\":\"dance\",\"tab\":\"Sheet1\"}"))
                .startsWith("400");
        assertThat(hand("POST", "files/" + sheet.id(), "{\"do\":\"deleteTab\",\"tab\":\"Nowhere\"}"))
                .startsWith("400");
        assertThat(hand("GET", "files/nothing", "")).startsWith("404");
        assertThat(refused(() -> append("more")).getStatusCode()).isEqualTo(429);
    }

    @Test
    void theDemoIsTheSameForTheSameSeedAndSomebodyWorksInIt() {
        try (var other = Lab.start(Lab.Options.STANDARD.clock(clock))) {
            Spreadsheet one = google.addDemo();
            Spreadsheet two = other.google().addDemo();
            assertThat(one.people().seen("Contacts"))
                    .hasSize(121)
                    .isEqualTo(two.people().seen("Contacts"));
            assertThat(one.people().seen("Companies"))
                    .containsExactly(List.of(
                            "Name",
                            "Status",
                            "Industry",
                            "Website",
                            "Employees",
                            "Customer since",
                            "Notes",
                            "Number of deals",
                            "Volume"));
            assertThat(one.people().seen("Contacts").getFirst())
                    .containsExactly("Name", "Email", "Phone", "Company", "Stage", "Last contact", "Score");
            assertThat(one.people().seen("Contacts").get(1).get(5)).matches("2026-\\d\\d-\\d\\d");

            for (int step = 0; step < 100; step++) {
                google.drift();
                other.google().drift();
            }

            assertThat(one.people().seen("Contacts"))
                    .isEqualTo(two.people().seen("Contacts"))
                    .hasSizeGreaterThan(100);
            assertThat(one.history().size()).isGreaterThan(200);
            assertThat(google.addFilledDemo().people().seen("Companies")).hasSize(61);
        }
    }
}
