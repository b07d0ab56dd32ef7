package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file becomes rows of a database by the mouse alone: not one key is pressed between the sign-in and the first run.
class CreateJourney {
    @TempDir
    Path home;

    private Page page;

    @Test
    void goesFromNothingToAFirstRunByMouseAlone() throws Exception {
        try (var server = PackagedServer.start(home.resolve("data"), "demo", "--no-browser");
                var chromium = Chromium.open();
                var visitor = chromium.visitor()) {
            var link = Pattern.compile("Sign in: +(http\\S+)");
            var log = Awaitility.await()
                    .until(server::log, text -> link.matcher(text).find());
            var found = link.matcher(log);
            assertThat(found.find()).isTrue();
            page = visitor.newPage();
            page.setDefaultTimeout(20_000);
            page.navigate(found.group(1));
            page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
            assertThat(page.getByRole(AriaRole.HEADING, named("Overview"))).isVisible();

            var begun = System.nanoTime();
            page.navigate(server.address() + "/create-sync");
            choose("Left connection", "Master data sheet (rehearsal)");
            choose("Right connection", "Portal database");
            choose("Left table", "packages");
            choose("Right table", "A new table…");
            assertThat(page.getByText("never the same twice")).isVisible();
            choose("Type of Price", "number");
            assertThat(page.getByText("“on request”")).isVisible();
            choose("Runs", "Every hour");
            assertThat(page.getByText(Pattern.compile("^About: "))).isVisible();
            Chromium.look(page, "create-one-way");
            page.getByText("What tells rows apart?").scrollIntoViewIfNeeded();
            page.getByRole(AriaRole.BUTTON, named("Add a rule")).click();
            choose("Where", "Brand code");
            page.getByRole(AriaRole.BUTTON, named("Create the sync and show its first plan"))
                    .click();

            assertThat(page.getByText("Nothing has been written.").first()).isVisible();
            Chromium.look(page, "create-first-plan");
            page.getByRole(AriaRole.BUTTON, named("Sync now"))
                    .or(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Apply"))))
                    .first()
                    .click();
            assertThat(page.getByText(Pattern.compile("\\d+ created")).first()).isVisible();
            System.out.println("CreateJourney: "
                    + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s");
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    /// As a mouse does it: no key is pressed.
    private void choose(String label, String option) {
        Locator box = page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
        assertThat(box).isEnabled();
        box.selectOption(new SelectOption().setLabel(option));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
