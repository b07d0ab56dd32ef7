package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Who may come in, what each may do, and what is kept of it, by two people at two browsers: Ada, the admin, and Bob.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PeopleJourney {
    private static final String BOBS_FIRST = "violin marble hedge";
    private static final String BOBS_SECOND = "harbour pencil otter";

    @TempDir
    static Path home;

    private static Workplace place;
    private static BrowserContext elsewhere;
    private static Page ada;
    private static Page bob;

    @BeforeAll
    static void open() throws IOException {
        place = new Workplace(home, "");
        ada = place.ada();
        elsewhere = place.chromium().visitor();
        bob = elsewhere.newPage();
        bob.setDefaultTimeout(15_000);
    }

    @AfterAll
    static void close() {
        if (place != null) {
            place.close();
        }
    }

    @Test
    @Order(1)
    void anInvitedPersonSetsAPasswordAndIsIn() {
        ada.navigate(place.address() + "/settings/people");
        ada.getByLabel("Email").fill("bob@mail.example");
        ada.getByLabel("Role", exactly()).selectOption("operator");
        button(ada, "Make the link").click();
        var link = ada.getByLabel("Link for bob@mail.example").last().inputValue();
        assertThat(Workplace.row(ada, "bob@mail.example")).containsText("operator");

        bob.navigate(link);
        assertThat(Workplace.heading(bob, "Join a workspace")).isVisible();
        assertThat(bob.getByText("who starts runs and decides conflicts")).isVisible();
        assertThat(bob.url()).doesNotContain("token");
        bob.getByLabel("Name").fill("Bob");
        bob.getByLabel("Password", exactly()).fill(BOBS_FIRST);
        button(bob, "Join and sign in").click();
        assertThat(Workplace.heading(bob, "Overview")).isVisible();
        bob.navigate(place.address() + "/syncs");
        assertThat(button(bob, "Sync Clients")).isVisible();

        ada.reload();
        assertThat(person()).containsText("bob@mail.example");
        assertThat(ada.getByText("Invitations that nobody has taken up yet")).isHidden();
    }

    @Test
    @Order(2)
    void aNewRoleEndsTheSessionAndTheNextOneSeesAsAViewerDoes() {
        ada.getByLabel("Role of Bob").selectOption("viewer");
        button(ada, "Make a viewer").click();
        assertThat(button(ada, "Make a viewer")).isHidden();

        button(bob, "Sync Clients").click();
        var again = bob.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Sign in again"));
        assertThat(again).containsText("an admin changed what you may do here");
        again.getByLabel("Password", new Locator.GetByLabelOptions().setExact(true))
                .fill(BOBS_FIRST);
        button(bob, "Sign in and go on").click();

        assertThat(again).isHidden();
        assertThat(bob.getByText("viewer")).isVisible();
        assertThat(bob.getByRole(AriaRole.LINK, named("Clients")).first()).isVisible();
        assertThat(button(bob, "Sync Clients")).isHidden();
        Chromium.look(bob, "people-viewer");
        for (var forbidden : List.of("/settings/people", "/create-sync", "/create-connection", "/settings/embed")) {
            bob.navigate(place.address() + forbidden);
            assertThat(bob.getByText("You are a viewer here.")).isVisible();
        }
        bob.navigate(place.address() + "/settings");
        assertThat(bob.getByText("An admin of this workspace can change these."))
                .isVisible();
        assertThat(button(bob, "Save the settings")).isHidden();
    }

    @Test
    @Order(3)
    void theServerRefusesWhatTheViewersPageDoesNotOffer() {
        assertThat(asked(bob, "POST", "/api/v1/sync/clients"))
                .isEqualTo("403 Your role in this workspace does not allow that.");
        assertThat(asked(bob, "GET", "/api/v1/people")).startsWith("403 ");
        assertThat(asked(bob, "PUT", "/api/v1/workspace/settings")).startsWith("403 ");
        assertThat(asked(bob, "GET", "/api/v1/syncs")).startsWith("200 ");
    }

    @Test
    @Order(4)
    void aForgottenPasswordIsSetAnewByALink() {
        button(ada, "More for Bob").click();
        ada.getByRole(AriaRole.MENUITEM, named("Make a link for a new password"))
                .click();
        var link = ada.getByLabel("New password for Bob").last().inputValue();

        bob.navigate(link);
        bob.getByLabel("New password", exactly())
                .or(bob.getByLabel("Password", exactly()))
                .fill(BOBS_SECOND);
        bob.locator("button[type=submit]").click();
        bob.getByRole(AriaRole.LINK, named("Sign in with it")).click();
        signIn(BOBS_FIRST);
        assertThat(bob.getByRole(AriaRole.ALERT)).containsText("do not belong together");
        signIn(BOBS_SECOND);
        assertThat(Workplace.heading(bob, "Overview")).isVisible();
    }

    private static void signIn(String password) {
        bob.getByLabel("Email").fill("bob@mail.example");
        bob.getByLabel("Password", exactly()).fill(password);
        button(bob, "Sign in").click();
    }

    @Test
    @Order(5)
    void aDisabledPersonIsOutAtOnceAndToldSo() {
        button(ada, "Disable Bob").click();
        assertThat(person()).containsText("disabled");

        bob.getByRole(AriaRole.LINK, named("Runs").setExact(true)).first().click();
        var again = bob.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Sign in again"));
        assertThat(again).containsText("Your session has ended");
        Chromium.look(bob, "people-disabled");
        again.getByLabel("Password", new Locator.GetByLabelOptions().setExact(true))
                .fill(BOBS_SECOND);
        button(bob, "Sign in and go on").click();
        assertThat(again.getByRole(AriaRole.ALERT)).containsText("you were disabled there");
        Chromium.look(ada, "people");
    }

    @Test
    @Order(6)
    void aTokenIsShownOnceDoesWhatItsScopeSaysAndEndsWhenRevoked() throws Exception {
        ada.navigate(place.address() + "/settings/tokens");
        ada.getByLabel("Name").fill("nightly export");
        ada.getByLabel("Scope").selectOption("read");
        button(ada, "Make the token").click();
        var secret = ada.getByLabel("Token nightly export").last().inputValue();
        assertThat(secret).startsWith("tally_");
        assertThat(answered(secret, "GET", "/api/v1/syncs")).isEqualTo(200);
        assertThat(answered(secret, "POST", "/api/v1/sync/clients")).isEqualTo(403);

        ada.reload();
        assertThat(Workplace.row(ada, "nightly export")).containsText("scope read");
        assertThat(ada.content()).doesNotContain(secret);
        button(ada, "Revoke nightly export").click();
        button(ada, "Revoke nightly export for good").click();
        assertThat(ada.getByText("No token works at present")
                        .or(ada.getByRole(AriaRole.TABLE))
                        .first())
                .isVisible();
        assertThat(Workplace.row(ada, "nightly export")).isHidden();
        assertThat(answered(secret, "GET", "/api/v1/syncs")).isEqualTo(401);
        ada.getByRole(AriaRole.LINK, named("All, with those that ended")).click();
        assertThat(Workplace.row(ada, "nightly export")).containsText("revoked");
    }

    private static int answered(String token, String method, String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(place.address() + path))
                                    .header("Authorization", "Bearer " + token)
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    @Order(7)
    void whatIsKeptAndWhoseButtonsAreAllowedIsSavedOrRefusedAtItsField() {
        ada.navigate(place.address() + "/settings");
        var days = ada.getByLabel("Days to keep runs");
        var origins = ada.getByLabel("Pages that may hold a Sync button");
        days.fill("30");
        origins.fill("https://admin.example.com/a/path");
        assertThat(ada.getByText("Shorter than now: what is older than that is deleted for good."))
                .isVisible();
        button(ada, "Save the settings").click();
        assertThat(origins).hasAttribute("aria-invalid", "true");
        assertThat(days).hasValue("30");

        origins.fill("https://admin.example.com");
        button(ada, "Save the settings").click();
        assertThat(ada.getByText("Saved.")).isVisible();
        ada.reload();
        assertThat(days).hasValue("30");
        assertThat(origins).hasValue("https://admin.example.com");
    }

    @Test
    @Order(8)
    void theTrailIsTakenHomeByExactlyTheFilter() throws IOException {
        ada.navigate(place.address() + "/audit");
        assertThat(Workplace.row(ada, "Ada").first()).isVisible();
        ada.locator("[data-filter]").fill("Bob");
        ada.waitForURL(url -> url.contains("actor=Bob"));
        var who = ada.locator("main tbody tr td:nth-child(2)");
        assertThat(who.filter(new Locator.FilterOptions().setHasText("Ada"))).hasCount(0);
        assertThat(who.first()).containsText("Bob");
        var listed = ada.locator("main tbody tr th").allInnerTexts().stream()
                .map(text -> text.split("\n")[0].strip())
                .toList();
        // Three times in, once in vain; and what the viewer's browser was refused.
        assertThat(listed).contains("sign in ok", "sign in failed").hasSizeBetween(5, 49);

        var csv = Files.readAllLines(download("Export as CSV"));
        var json = ExampleServer.json(Files.readString(download("as JSON")));

        assertThat(csv.getFirst()).contains("number,at,actor,action,object");
        assertThat(csv.stream().skip(1).map(line -> line.split(",")[3].replaceAll("[._]", " ")))
                .containsExactlyElementsOf(listed);
        var entries = json.isArray() ? json : json.get("items");
        assertThat(entries.valueStream()
                        .map(entry -> entry.get("action").asString().replaceAll("[._]", " ")))
                .containsExactlyElementsOf(listed);
        assertThat(entries.valueStream().map(entry -> entry.get("actor").asString()))
                .allMatch(actor -> actor.startsWith("Bob"));
        Chromium.look(ada, "audit");
        assertThat(wrong()).isEmpty();
    }

    private static Path download(String name) {
        return ada.waitForDownload(
                        () -> ada.getByRole(AriaRole.LINK, named(name)).click())
                .path();
    }

    /// A browser writes each refused call into its console.
    private static List<String> wrong() {
        return place.chromium().complaints().stream()
                .filter(said -> !said.contains("status of 403") && !said.contains("status of 400"))
                .toList();
    }

    /// What the server answers this page's own session.
    private static String asked(Page page, String method, String path) {
        return String.valueOf(page.evaluate("""
                async ([method, path]) => {
                    const token = decodeURIComponent(/XSRF-TOKEN=([^;]+)/.exec(document.cookie)[1]);
                    const body = method === 'GET' ? undefined : '{}';
                    const headers = { 'X-XSRF-TOKEN': token, 'Content-Type': 'application/json' };
                    const answer = await fetch(path, { method, headers, body });
                    return answer.status + ' ' + ((await answer.json()).detail ?? '');
                }""", List.of(method, path)));
    }

    private static Locator person() {
        return ada.getByRole(AriaRole.TABLE)
                .filter(new Locator.FilterOptions().setHasText("People of this workspace"))
                .getByRole(AriaRole.ROW, new Locator.GetByRoleOptions().setName("Bob"));
    }

    private static Locator button(Page page, String name) {
        return Workplace.button(page, name);
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
