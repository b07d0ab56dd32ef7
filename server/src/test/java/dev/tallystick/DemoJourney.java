package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From one command to a running sync on the screen, with no account anywhere.
class DemoJourney {
    @TempDir
    Path home;

    @Test
    void leadsFromThePrintedLinkToALoadedSync() throws Exception {
        try (var server = PackagedServer.start(home.resolve("data"), "demo", "--no-browser");
                var chromium = Chromium.open();
                var visitor = chromium.visitor()) {
            var link = Pattern.compile("Sign in: +(http\\S+)");
            var log = org.awaitility.Awaitility.await()
                    .until(server::log, text -> link.matcher(text).find());
            var found = link.matcher(log);
            assertThat(found.find()).isTrue();
            var page = visitor.newPage();

            page.navigate(found.group(1));
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                    .click();
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Overview")))
                    .isVisible();
            Chromium.look(page, "demo-overview");
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Syncs").setExact(true))
                    .first()
                    .click();
            // The first runs are on their way, and end before one's eyes.
            assertThat(page.getByText("Succeeded").first()).isVisible();
            assertThat(page.getByText("rehearsal").first()).isVisible();
            Chromium.look(page, "demo-syncs");

            if (!System.getProperty("pictures", "").isEmpty()) {
                takePictures(page, server.address());
            }

            // The link was for one visit.
            try (var another = chromium.visitor()) {
                var late = another.newPage();
                late.navigate(found.group(1));
                late.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                        .click();
                assertThat(late.getByRole(AriaRole.ALERT)).containsText("used already");
            }
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    /// The screens of docs/screens.md, of what the demo has done after its first minute.
    private static void takePictures(Page page, String address) {
        page.navigate(address + "/syncs");
        var all = page.getByRole(
                AriaRole.ROW, new Page.GetByRoleOptions().setName(Pattern.compile("Succeeded|Partial|Waits")));
        assertThat(all.nth(10)).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(120_000));
        Chromium.picture(page, "syncs");
        page.waitForFunction("""
                () => {
                    const cards = [...document.querySelectorAll('[aria-label="Your runs"] button[aria-label^="Dismiss"]')];
                    cards.forEach(each => each.click());
                    return cards.length === 0;
                }""");
        page.navigate(address + "/");
        page.locator("main a[href*='/syncs/']").first().waitFor();
        Chromium.picture(page, "overview");
        for (var screen : List.of("mapping", "schedule")) {
            page.navigate(address + "/syncs/companies/" + screen);
            page.locator("main nav").waitFor();
            Chromium.picture(page, screen);
        }
        page.navigate(address + "/syncs/companies");
        page.locator("main a[href*='/runs/']").first().waitFor();
        Chromium.picture(page, "sync");
        page.navigate(address + "/runs?sync=companies");
        page.locator("main tbody a[href*='/runs/']").last().click();
        page.locator("main table").first().waitFor();
        Chromium.picture(page, "run");
        var row = page.locator("[aria-labelledby=changes] tbody th").first().innerText();
        page.navigate(address + "/syncs/companies/rows?side=left&row="
                + row.lines().findFirst().orElseThrow());
        page.locator("[aria-labelledby=row-history]").waitFor();
        Chromium.picture(page, "rows");
        for (var screen : List.of("connections", "audit", "runs")) {
            page.navigate(address + "/" + screen);
            page.locator("main h1").waitFor();
            page.waitForFunction("() => !document.querySelector('[aria-busy=true]')");
            Chromium.picture(page, screen);
        }
        page.navigate(address + "/settings/people");
        page.locator("main table").first().waitFor();
        Chromium.picture(page, "people");
        page.navigate(address + "/syncs");
    }
}
