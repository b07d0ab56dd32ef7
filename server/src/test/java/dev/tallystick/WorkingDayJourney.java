package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What an admin does in the pages, from the first start on, with a partner that is slow, wrong and gone at times.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WorkingDayJourney {
    @TempDir
    static Path home;

    private static Lab partner;
    private static PackagedServer server;
    private static Chromium chromium;
    private static BrowserContext browser;
    private static Page page;

    @BeforeAll
    static void open() throws IOException {
        partner = Lab.start(Lab.Options.STANDARD.partner(120, 300));
        var config = home.resolve("tallystick.yaml");
        Files.createDirectories(home.resolve("manifests"));
        Files.copy(Path.of("../examples/wellness/manifests/partner.yaml"), home.resolve("manifests/partner.yaml"));
        Files.writeString(
                config,
                ExampleServer.live(
                        Files.readString(Path.of("../examples/wellness/tallystick.yaml")), partner.uri("/")));
        server = PackagedServer.start(home.resolve("data"), "serve", "--config", config.toString());
        chromium = Chromium.open();
        browser = chromium.visitor();
        page = browser.newPage();
        page.setDefaultTimeout(10_000);
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.close();
        }
        partner.close();
    }

    @Test
    @Order(1)
    void becomesTheFirstAdminByTheSetupLink() {
        page.navigate(server.file("setup-link"));
        assertThat(heading("Make the first admin")).isVisible();
        Chromium.look(page, "setup");

        page.getByLabel("Name").fill("Ada");
        page.getByLabel("Email").fill("ada@mail.example");
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill("trombone waffle quilt");
        button("Make admin and sign in").click();

        assertThat(heading("Overview")).isVisible();
        assertThat(page.getByText("Ada")).isVisible();
        Chromium.look(page, "overview-new");
        page.navigate(server.address() + "/syncs");
        assertThat(heading("Syncs")).isVisible();
        Chromium.look(page, "syncs-new");
    }

    @Test
    @Order(2)
    void seesAtOnceThatASyncStartsAndAfterARefreshThatItRuns() {
        partner.faults().add(Fault.of(Fault.Kind.LATENCY, "/v1/").value("2500").times(Fault.FOREVER));

        button("Sync Clients").click();

        assertThat(dock()).containsText("Clients");
        assertThat(page.getByRole(AriaRole.LINK, named("Running: open run 1 of Clients")))
                .isVisible();
        Chromium.look(page, "syncs-running");

        page.reload();
        assertThat(page.getByRole(AriaRole.LINK, named("Running: open run 1 of Clients")))
                .isVisible();
        assertThat(dock()).containsText("Clients");

        partner.faults().clear();
        // No reload: the stream tells.
        assertThat(dock()).containsText("120 created", soon());
        assertThat(button("Sync Clients")).isVisible();
        page.reload();
        assertThat(dock()).containsText("120 created");
        Chromium.look(page, "syncs-done");

        button("Dismiss run 1 of Clients").click();
        assertThat(dock()).not().containsText("120 created");
        page.reload();
        assertThat(heading("Syncs")).isVisible();
        assertThat(dock()).not().containsText("120 created");
    }

    @Test
    @Order(3)
    void readsWhatARunChanged() {
        partner.partner().clients().change("1003", "city", "Wien");
        button("Sync Clients").click();
        assertThat(dock()).containsText("1 updated", soon());

        dock().getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Clients"))
                .first()
                .click();

        assertThat(heading("Clients, run 2", "Clients run 2")).isVisible();
        assertThat(page.locator("ins").filter(new Locator.FilterOptions().setHasText("Wien")))
                .isVisible();
        assertThat(page.getByRole(AriaRole.ROW, named("1003")).first()).isVisible();
        Chromium.look(page, "run-changes");
    }

    @Test
    @Order(4)
    void findsFailuresGroupedByReason() {
        page.navigate(server.address() + "/syncs");
        for (var id : new String[] {"a3", "a4", "a5"}) {
            partner.partner().appointments().change(id, "start_time", "whenever");
        }
        button("Sync Appointments").click();
        assertThat(dock()).containsText("3 failed", soon());
        dock().getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Appointments"))
                .first()
                .click();

        assertThat(heading("3 rows failed")).isVisible();
        assertThat(page.getByRole(AriaRole.LINK, named("a3")).first()).isVisible();
        assertThat(page.getByText("Partial").first()).isVisible();
        Chromium.look(page, "run-failures");
    }

    @Test
    @Order(5)
    void readsWhyARunFailed() {
        page.navigate(server.address() + "/syncs");
        partner.partner().changeKey("another-key");
        button("Sync Clients").click();
        assertThat(dock()).containsText("Failed", soon());
        dock().getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Clients"))
                .first()
                .click();

        assertThat(page.getByText("run again once the credential is accepted").first())
                .isVisible();
        Chromium.look(page, "run-failed");
        partner.partner().changeKey("lab-partner-key");
    }

    @Test
    @Order(6)
    void approvesAHeldRun() {
        page.navigate(server.address() + "/syncs");
        for (var id = 1001; id <= 1060; id++) {
            partner.partner().clients().delete("" + id);
        }
        // One listing that lacks them is a suspicion, a second one the proof.
        button("Sync Clients").click();
        assertThat(dock()).containsText("60 skipped", soon());
        button("Sync Clients").click();
        assertThat(dock()).containsText("Look at the plan", soon());
        dock().getByText("Look at the plan").click();

        assertThat(page.getByText("Nothing has been written.").first()).isVisible();
        assertThat(page.getByText("60 of").first()).isVisible();
        Chromium.look(page, "run-held");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Approve \\d+ changes")))
                .click();

        assertThat(page.getByLabel("Result")).containsText("Succeeded", soon());
        Chromium.look(page, "run-approved");
    }

    @Test
    @Order(7)
    void listsTheRuns() {
        page.navigate(server.address() + "/runs");
        assertThat(heading("Runs")).isVisible();
        assertThat(page.getByText(Pattern.compile("60 (deleted|archived)")).first())
                .isVisible();
        Chromium.look(page, "runs");
    }

    @Test
    @Order(8)
    void findsRunsByAFilterAndATimeAndKeepsTheView() {
        page.keyboard().press("/");
        page.keyboard().type("status:partial by:ada");
        page.keyboard().press("Enter");
        assertThat(button("Remove by: ada")).isVisible();
        button("Save this view").click();
        page.getByLabel("Name of the view").fill("Mine in part");
        button("Save the view").click();
        var view = page.getByRole(AriaRole.LINK, named("Mine in part"));
        assertThat(view).isVisible();
        button("Clear filter").click();
        assertThat(button("Remove by: ada")).isHidden();
        page.reload();
        view.click();
        assertThat(button("Remove by: ada")).isVisible();
        assertThat(page).hasURL(Pattern.compile("[?&]by=ada.*status=partial|status=partial.*by=ada"));
        button("Clear filter").click();

        // All of this day's runs are at the strip's end, none at its beginning.
        drag(0.02, 0.5);
        assertThat(page.getByText("No run matches this filter")).isVisible();
        button("Show all times").click();
        drag(0.9, 0.999);
        assertThat(page).hasURL(Pattern.compile("from=.*to="));
        assertThat(page.getByText(Pattern.compile("60 (deleted|archived)")).first())
                .isVisible();
        Chromium.look(page, "runs-found");
        button("Show all times").click();
        assertThat(page).not().hasURL(Pattern.compile("from="));
    }

    /// Over the strip, in parts of its width.
    private static void drag(double from, double to) {
        var strip = page.getByRole(AriaRole.SLIDER, named("Runs over the last 7 days"));
        assertThat(strip).isVisible();
        var box = strip.boundingBox();
        page.mouse().move(box.x + box.width * from, box.y + 20);
        page.mouse().down();
        page.mouse().move(box.x + box.width * (from + to) / 2, box.y + 25);
        page.mouse().move(box.x + box.width * to, box.y + 20);
        page.mouse().up();
    }

    @Test
    @Order(9)
    void signsOut() {
        button("Sign out").click();
        assertThat(heading("Sign in")).isVisible();
        Chromium.look(page, "sign-in");
        assertThat(chromium.complaints()).isEmpty();
    }

    private static Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, named(name).setExact(true));
    }

    private static Locator heading(String... names) {
        var any = page.getByRole(AriaRole.HEADING, named(names[0]));
        for (var name : names) {
            any = any.or(page.getByRole(AriaRole.HEADING, named(name)));
        }
        return any.first();
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static Locator dock() {
        return page.getByLabel("Your runs");
    }

    private static LocatorAssertions.ContainsTextOptions soon() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    }
}
