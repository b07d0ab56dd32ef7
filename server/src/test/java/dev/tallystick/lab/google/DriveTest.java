package dev.tallystick.lab.google;

import static dev.tallystick.lab.google.Official.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.drive.Drive;
import com.google.api.services.drive.model.ChangeList;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.oauth.Access;
import dev.tallystick.workspace.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whether a file has changed, and the link that exports CSV.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DriveTest {

    private final SettableClock clock = new SettableClock();
    private final Lab lab = Lab.start(Lab.Options.STANDARD.clock(clock));
    private final Spreadsheet sheet = lab.google().create("Clients");
    private final People people = sheet.people();
    private final Drive drive = Official.drive(lab, Official.bearer(lab.google().token()));
    private final HttpClient plain = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        plain.close();
        lab.close();
    }

    private HttpResponse<String> get(URI uri, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return plain.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void withoutAMaskOnlyTheUsualFourFieldsCome() throws IOException {
        var file = drive.files().get(sheet.id()).execute();

        assertThat(file.keySet()).containsExactlyInAnyOrder("kind", "id", "name", "mimeType");
        assertThat(file.getName()).isEqualTo("Clients");
    }

    @Test
    void versionAndTimeGrowWithEachEditAndMayLag() throws IOException {
        var asked = drive.files().get(sheet.id()).setFields("id,name,modifiedTime,version,trashed");
        var before = asked.execute();
        clock.pass(Duration.ofMillis(2_174));
        people.type("Sheet1", "A1", "x");
        var after = asked.execute();

        assertThat(before.getTrashed()).isFalse();
        assertThat(after.getVersion()).isGreaterThan(before.getVersion());
        assertThat(after.getModifiedTime().toStringRfc3339()).isEqualTo("2026-11-25T08:00:02.174Z");

        lab.google().drive().lag(Duration.ofSeconds(3));
        clock.pass(Duration.ofSeconds(1));
        people.type("Sheet1", "A1", "y");
        assertThat(asked.execute().getVersion()).isLessThanOrEqualTo(after.getVersion());
        clock.pass(Duration.ofSeconds(3));
        assertThat(asked.execute().getVersion()).isGreaterThan(after.getVersion());
    }

    @Test
    void theFeedTellsEachChangedFileOnce() throws IOException {
        Spreadsheet other = lab.google().create("Other");
        String start = drive.changes().getStartPageToken().execute().getStartPageToken();
        assertThat(drive.changes().list(start).execute().getChanges()).isEmpty();

        people.type("Sheet1", "A1", "x");
        other.people().type("Sheet1", "A1", "x");
        people.type("Sheet1", "A1", "y");

        ChangeList first = drive.changes().list(start).setPageSize(1).execute();
        assertThat(first.getChanges()).extracting(change -> change.getFileId()).containsExactly(other.id());
        assertThat(first.getNewStartPageToken()).isNull();
        ChangeList last = drive.changes().list(first.getNextPageToken()).execute();
        assertThat(last.getChanges()).extracting(change -> change.getFileId()).containsExactly(sheet.id());
        assertThat(last.getNextPageToken()).isNull();
        assertThat(drive.changes().list(last.getNewStartPageToken()).execute().getChanges())
                .isEmpty();
    }

    @Test
    void errorsHaveTheOlderShape() throws IOException {
        var lost = refused(() -> drive.files().get("nothing").execute());
        assertThat(lost.getStatusCode()).isEqualTo(404);
        assertThat(lost.getDetails().getErrors().getFirst().getReason()).isEqualTo("notFound");

        lab.faults().add(Fault.of(Fault.Kind.FORBIDDEN, "/google/drive/v3/files"));
        var limited = refused(() -> drive.files().get(sheet.id()).execute());
        assertThat(limited.getStatusCode()).isEqualTo(403);
        assertThat(limited.getDetails().getErrors().getFirst().getDomain()).isEqualTo("usageLimits");
        assertThat(limited.getDetails().getErrors().getFirst().getReason()).isEqualTo("userRateLimitExceeded");
    }

    @Test
    void whoMayOnlySeeMetadataMayNotExport() throws IOException {
        String token = lab.google().oauth().grants().token(GoogleApi.OWNER, "app", Access.DRIVE_METADATA_READ);
        Drive little = Official.drive(lab, Official.bearer(token));

        assertThat(little.files().get(sheet.id()).execute().getName()).isEqualTo("Clients");
        assertThat(refused(() -> little.files().export(sheet.id(), "text/csv").executeMediaAsInputStream())
                        .getStatusCode())
                .isEqualTo(403);
    }

    @Test
    void theExportOfAFileIsItsFirstTab() throws IOException {
        people.row("Sheet1", "A1", "a", "1.5", "2020-01-01");
        people.addTab("Second");

        try (var in = drive.files().export(sheet.id(), "text/csv").executeMediaAsInputStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a,1.5,2020-01-01");
        }
    }

    private URI link(String gid) {
        return lab.uri("/google/spreadsheets/d/" + sheet.id() + "/export?format=csv" + gid);
    }

    @Test
    void aPublicLinkRedirectsToTheCsvOfTheTab() throws Exception {
        people.addTab("Second");
        people.row("Second", "A1", "Name", "Note", "Amount");
        people.row("Second", "A2", "Zoë", "says \"hi\",\nthen goes", "$1,234.50");
        sheet.shareByLink(true);

        var redirect =
                get(link("&gid=" + sheet.book().tab("Second").orElseThrow().sheetId()));
        assertThat(redirect.statusCode()).isEqualTo(307);
        var csv = get(URI.create(redirect.headers().firstValue("Location").orElseThrow()));

        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv");
        assertThat(csv.body()).isEqualTo("Name,Note,Amount\r\nZoë,\"says \"\"hi\"\",\nthen goes\",\"$1,234.50\"");
        assertThat(get(link("&gid=4711")).statusCode()).isEqualTo(400);
        clock.pass(Duration.ofMinutes(6));
        assertThat(get(URI.create(redirect.headers().firstValue("Location").orElseThrow()))
                        .statusCode())
                .as("short-lived")
                .isEqualTo(404);
    }

    @Test
    void aPrivateLinkEndsAtASignInPageWithStatus200() throws Exception {
        var redirect = get(link(""));
        var page = get(URI.create(redirect.headers().firstValue("Location").orElseThrow()));

        assertThat(page.uri().getPath()).endsWith("/ServiceLogin");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(get(link(""), "Authorization", "Bearer " + lab.google().token())
                        .statusCode())
                .isEqualTo(307);
    }
}
