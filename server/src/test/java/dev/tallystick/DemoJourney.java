package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
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
}
