package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.tallystick.lab.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What goes wrong while somebody works: the plan is out of date, the session is over, the server dies, somebody else
/// was quicker. Nothing is lost, and a sentence says what is safe.
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MishapJourney {
    private static final String GROUP = """

            groups:
              day: { title: The whole day, syncs: [clients, appointments] }
            """;

    @TempDir
    static Path home;

    private static Workplace place;
    private static Page ada;
    private static Page bob;

    @BeforeAll
    static void open() throws IOException {
        place = new Workplace(home, GROUP);
        ada = place.ada();
        bob = place.another("Bob", "operator");
        ada.navigate(place.address() + "/syncs");
        bob.navigate(place.address() + "/syncs");
    }

    @AfterAll
    static void close() {
        if (place != null) {
            place.close();
        }
    }

    @Test
    @Order(1)
    void twoWhoPressOneButtonAtOnceGetOneRunAndEachItsEnd() {
        slow();
        // Both buttons are pressed before either page has heard of the other.
        button(ada, "Sync Clients").click();
        button(bob, "Sync Clients").click();
        assertThat(dock(ada)).containsText("Clients");
        assertThat(dock(bob)).containsText("Clients");
        place.partner().faults().clear();

        assertThat(dock(ada)).containsText("120 created", soon());
        assertThat(dock(bob)).containsText("created", soon());
        var runs = place.runs("clients");
        // Whoever comes once it reads gets a run of their own after it, which finds nothing left to do.
        assertThat(runs.size()).isLessThanOrEqualTo(2);
        assertThat(runs.valueStream()
                        .mapToLong(run -> place.ended(run.get("id").asLong())
                                .at("/tally/right/created")
                                .asLong())
                        .sum())
                .isEqualTo(120);
        dismissAll(bob);
        assertThat(dock(bob)).not().containsText("Clients");
        ada.reload();
        assertThat(dock(ada)).containsText("120 created");
        dismissAll(ada);
    }

    @Test
    @Order(2)
    void twoWhoPressTheButtonOfAGroupGetOneRunOfIt() {
        slow();
        groupButton(ada).click();
        groupButton(bob).click();
        place.partner().faults().clear();

        awaitGroup();
        assertThat(group(ada)).containsText("Succeeded", soon());
        assertThat(group(bob)).containsText("Succeeded", soon());
        var pressed = place.ask("GET", "/api/v1/audit?action=group.triggered", Map.of())
                .get("items");
        assertThat(pressed.size()).isEqualTo(2);
        assertThat(pressed.get(0).get("object")).isEqualTo(pressed.get(1).get("object"));
        dismissAll(ada);
        dismissAll(bob);
    }

    @Test
    @Order(3)
    void anOldPlanLeavesOutWhatHasMovedSinceAndSaysSo() {
        for (var id = 1001; id <= 1060; id++) {
            place.partner().partner().clients().delete("" + id);
        }
        sync("clients");
        long held = sync("clients");
        ada.navigate(place.address() + "/runs/" + held);
        assertThat(ada.getByText("Nothing has been written.").first()).isVisible();
        for (var id = 1001; id <= 1010; id++) {
            place.partner().partner().clients().restore("" + id);
        }

        ada.getByRole(AriaRole.BUTTON, named(Pattern.compile("Approve 60 changes")))
                .click();

        var ended = awaitApproved(held);
        assertThat(ada.getByLabel("Result")).containsText("50 deleted", soon());
        assertThat(ada.getByLabel("Result")).containsText("10 skipped");
        assertThat(ended.at("/tally/right/deleted").asLong()).isEqualTo(50);
        Chromium.look(ada, "mishap-old-plan");
    }

    private static JsonNode awaitApproved(long run) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> place.ask("GET", "/api/v1/runs/" + run, Map.of()),
                        shown -> !shown.get("endedAt").isNull());
    }

    @Test
    @Order(4)
    void aSessionThatEndsInTheMiddleOfAFormCostsNothingTyped() {
        ada.navigate(place.address() + "/settings");
        ada.getByLabel("Days to keep runs").fill("45");
        ada.getByLabel("Pages that may hold a Sync button").fill("https://admin.example.com");
        try (var phone = place.chromium().visitor()) {
            var there = phone.newPage();
            there.navigate(place.address() + "/sign-in");
            there.getByLabel("Email").fill("ada@mail.example");
            password(there).fill(Workplace.PASSWORD);
            button(there, "Sign in").click();
            assertThat(Workplace.heading(there, "Overview")).isVisible();
            there.navigate(place.address() + "/settings/account");
            there.getByRole(AriaRole.BUTTON, named(Pattern.compile("Sign out \\d+ other session")))
                    .click();
            assertThat(there.getByRole(AriaRole.BUTTON, named(Pattern.compile("Sign out \\d+ other session"))))
                    .isHidden();
        }

        button(ada, "Save the settings").click();
        var again = ada.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Sign in again"));
        assertThat(again).containsText("What you have typed is still here, and what you pressed last was not done.");
        Chromium.look(ada, "mishap-session");
        again.getByLabel("Password", new Locator.GetByLabelOptions().setExact(true))
                .fill(Workplace.PASSWORD);
        button(ada, "Sign in and go on").click();
        assertThat(again).isHidden();

        assertThat(ada.getByText("Your session had ended, so this was not done. Press again."))
                .isVisible();
        assertThat(ada.getByLabel("Days to keep runs")).hasValue("45");
        button(ada, "Save the settings").click();
        assertThat(ada.getByText("Saved.")).isVisible();
        ada.reload();
        assertThat(ada.getByLabel("Days to keep runs")).hasValue("45");
        assertThat(ada.getByLabel("Pages that may hold")).hasValue("https://admin.example.com");
    }

    @Test
    @Order(5)
    void aServerThatDiesInTheMiddleOfAFormCostsNothingTyped() throws IOException {
        ada.navigate(place.address() + "/settings/tokens");
        ada.getByLabel("Name").fill("nightly export");
        assertThat(ada.getByText("live", new Page.GetByTextOptions().setExact(true)))
                .isVisible();

        place.kill();
        button(ada, "Make the token").click();
        assertThat(ada.getByRole(AriaRole.ALERT))
                .containsText("The server cannot be reached. What was typed here stays. Once the server is back, look"
                        + " whether this was done, and press again if not.");
        assertThat(ada.getByText(Pattern.compile("connection lost, asking every 3 s")))
                .isVisible();
        Chromium.look(ada, "mishap-no-server");

        place.startAgain();
        assertThat(ada.getByText("live", new Page.GetByTextOptions().setExact(true)))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        assertThat(ada.getByLabel("Name")).hasValue("nightly export");
        button(ada, "Make the token").click();
        assertThat(ada.getByLabel("Token nightly export").last()).isVisible();
        assertThat(Workplace.row(ada, "nightly export")).hasCount(1);
    }

    @Test
    @Order(6)
    void aServerThatDiesInTheMiddleOfARunTakesItUpAgain() throws IOException {
        ada.navigate(place.address() + "/syncs");
        place.partner().partner().clients().change("1070", "city", "Wien");
        slow();
        button(ada, "Sync Clients").click();
        assertThat(ada.getByRole(AriaRole.LINK, named(Pattern.compile("Running: open run \\d+ of Clients"))))
                .isVisible();
        long run = place.runs("clients").get(0).get("id").asLong();
        Awaitility.await()
                .until(() -> place.ask("GET", "/api/v1/runs/" + run, Map.of())
                        .get("status")
                        .asString()
                        .equals("running"));

        place.kill();
        assertThat(ada.getByText(Pattern.compile("last updated \\d\\d:\\d\\d, connection lost")))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        // What was known stays on the page.
        assertThat(dock(ada)).containsText("Clients");
        place.partner().faults().clear();
        place.startAgain();

        // No reload: the page comes back by itself.
        assertThat(dock(ada)).containsText("1 updated", afterLease());
        var ended = place.ended(run);
        assertThat(ended.get("status").asString()).isEqualTo("succeeded");
        assertThat(ended.get("attempts").size()).isEqualTo(2);
        ada.navigate(place.address() + "/runs/" + run);
        assertThat(ada.getByRole(AriaRole.HEADING, named(Pattern.compile("[Aa]ttempts")))
                        .first())
                .isVisible();
        Chromium.look(ada, "mishap-run-resumed");
    }

    @Test
    @Order(7)
    void aServerThatDiesInTheMiddleOfAGroupGoesOnWithIt() throws IOException {
        ada.navigate(place.address() + "/syncs");
        dismissAll(ada);
        place.partner().partner().clients().change("1072", "city", "Linz");
        int clients = place.runs("clients").size();
        int appointments = place.runs("appointments").size();
        slow();
        groupButton(ada).click();
        Awaitility.await()
                .until(() -> place.runs("clients").size() == clients + 1
                        && place.runs("clients").get(0).get("status").asString().equals("running"));

        place.kill();
        place.partner().faults().clear();
        place.startAgain();

        var ended = awaitGroup();
        assertThat(ended.get("status").asString()).isEqualTo("succeeded");
        assertThat(ended.get("sentence").asString()).contains("Clients: 0 created, 1 updated");
        assertThat(group(ada)).containsText(ended.get("sentence").asString(), afterLease());
        assertThat(group(ada)).containsText("Succeeded");
        assertThat(place.runs("clients").size()).isEqualTo(clients + 1);
        assertThat(place.runs("appointments").size()).isEqualTo(appointments + 1);
        Chromium.look(ada, "mishap-group-resumed");
    }

    @Test
    @Order(8)
    void theStreamFollowsIntoAnotherWorkspaceAndBack() {
        ada.navigate(place.address() + "/settings");
        var made = ada.locator("form").filter(new Locator.FilterOptions().setHasText("Create the workspace"));
        made.getByLabel("A new workspace").fill("second");
        button(ada, "Create the workspace").click();
        assertThat(button(ada, "Go to second")).isVisible();
        dismissAll(ada);
        var tab = place.browser().newPage();
        tab.navigate(place.address() + "/syncs");
        assertThat(tab.getByRole(AriaRole.LINK, named(Pattern.compile("^Clients$")))
                        .first())
                .isVisible();

        enter(ada, "second");
        // The other tab has come along, and hears nothing of what was left.
        assertThat(tab.getByText("second · admin")).isVisible();
        place.partner().partner().clients().change("1071", "city", "Graz");
        sync("clients");
        assertThat(live(tab)).isVisible();
        assertThat(dock(tab)).not().containsText("Clients");

        enter(ada, "main");
        tab.navigate(place.address() + "/syncs");
        assertThat(live(tab)).isVisible();
        slow();
        place.ask("POST", "/api/v1/sync/clients", Map.of());
        assertThat(tab.getByRole(AriaRole.LINK, named(Pattern.compile("Running: open run \\d+ of Clients"))))
                .isVisible();
        place.partner().faults().clear();
        assertThat(button(tab, "Sync Clients")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
    }

    private static void enter(Page page, String workspace) {
        page.getByLabel("Workspace", new Page.GetByLabelOptions().setExact(true))
                .selectOption(workspace);
        button(page, "Go there").click();
        assertThat(button(page, "Go there")).isHidden();
        assertThat(Workplace.heading(page, "Overview")).isVisible();
    }

    private static void slow() {
        place.partner()
                .faults()
                .add(Fault.of(Fault.Kind.LATENCY, "/v1/").value("1500").times(Fault.FOREVER));
    }

    private static long sync(String name) {
        var run = place.ask("POST", "/api/v1/sync/" + name, Map.of())
                .get("runs")
                .get(0)
                .get("run")
                .asLong();
        place.ended(run);
        return run;
    }

    private static JsonNode awaitGroup() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .ignoreExceptions()
                .until(
                        () -> place.ask("GET", "/api/v1/groups/day", Map.of()).get("lastRun"),
                        run -> !run.get("endedAt").isNull());
    }

    private static Locator group(Page page) {
        return page.getByLabel("Groups of syncs");
    }

    private static Locator groupButton(Page page) {
        return group(page).getByRole(AriaRole.BUTTON);
    }

    private static Locator dock(Page page) {
        return page.getByLabel("Your runs");
    }

    private static Locator live(Page page) {
        return page.getByText("live", new Page.GetByTextOptions().setExact(true));
    }

    private static void dismissAll(Page page) {
        page.waitForFunction("""
                () => {
                    const cards = [...document.querySelectorAll('[aria-label="Your runs"] button[aria-label^="Dismiss"]')];
                    cards.forEach(each => each.click());
                    return cards.length === 0;
                }""");
    }

    private static Locator password(Page page) {
        return page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true));
    }

    private static Locator button(Page page, String name) {
        return Workplace.button(page, name);
    }

    private static Page.GetByRoleOptions named(Pattern name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static LocatorAssertions.ContainsTextOptions soon() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    }

    /// A run is taken up again once the lease of the dead process is over.
    private static LocatorAssertions.ContainsTextOptions afterLease() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(90_000);
    }
}
