package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every screen can be used by whoever comes: in light and dark, on a phone, four times as large, without motion,
/// without a mouse.
@Tag("long")
class ScreensJourney {
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa");
    private static final int PHONE = 390;
    /// What is left of 1280 pixels at 400 % (WCAG 1.4.10), and at 200 %.
    private static final int LARGE = 320;

    private static final int TWICE = 640;

    @TempDir
    static Path home;

    private static FurnishedServer server;
    private static Chromium chromium;
    private static BrowserContext browser;

    @BeforeAll
    static void open() throws IOException {
        server = new FurnishedServer(home, place -> "A " + place, List.of(), List.of());
        chromium = Chromium.open();
        browser = chromium.visitor();
        server.signIn(browser);
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void everyScreenIsForEverybody() throws IOException {
        assertThat(Screens.strangers()).as("routes without a line in Screens").isEmpty();
        var wrong = new ArrayList<String>();
        for (var screen : Screens.ALL) {
            try (var visitor = screen.to() == Screens.To.NOBODY ? chromium.visitor() : null) {
                var page = (visitor == null ? browser : visitor).newPage();
                page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
                Screens.open(page, server, screen);
                for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                    page.emulateMedia(new Page.EmulateMediaOptions()
                            .setColorScheme(scheme)
                            .setReducedMotion(ReducedMotion.REDUCE));
                    wrong.addAll(barriers(page, screen.path() + " " + scheme));
                }
                wrong.addAll(moving(page, screen.path()));
                wrong.addAll(misfits(page, screen, PHONE));
                wrong.addAll(misfits(page, screen, TWICE));
                wrong.addAll(misfits(page, screen, LARGE));
                page.close();
            }
        }
        wrong.addAll(chromium.complaints());
        assertThat(wrong).isEmpty();
    }

    private static List<String> barriers(Page page, String where) {
        return new AxeBuilder(page)
                .withTags(RULES).analyze().getViolations().stream()
                        .map(rule -> where + ": " + rule.getId() + " "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml())
                                        .limit(3)
                                        .toList())
                        .toList();
    }

    private static List<String> moving(Page page, String where) {
        var moving = page.evaluate(
                "() => document.getAnimations().filter(each => each.playState === 'running' && each.effect.getTiming().duration > 10).map(each => each.effect.target?.outerHTML.slice(0, 160))");
        return moving instanceof List<?> all
                ? all.stream().map(each -> where + " moves: " + each).toList()
                : List.of();
    }

    private static List<String> misfits(Page page, Screens.Screen screen, int width) {
        page.setViewportSize(width, 800);
        Screens.settle(page);
        var wrong = new ArrayList<String>();
        var wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (!wide.equals(0)) {
            wrong.add(
                    screen.path() + " at " + width + " is " + wide + " too wide: "
                            + page.evaluate(
                                    "() => [...document.querySelectorAll('main *')].filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(each => each.outerHTML.slice(0, 100)).slice(0, 3)"));
        }
        var main = page.locator(screen.main()).first();
        if (!main.isVisible()) {
            wrong.add(screen.path() + " at " + width + " lacks " + screen.main());
        } else {
            main.scrollIntoViewIfNeeded();
            var box = main.boundingBox();
            if (box == null || box.x < -1 || box.x >= width) {
                wrong.add(screen.path() + " at " + width + " has " + screen.main() + " out of sight");
            }
        }
        page.setViewportSize(1440, 900);
        return wrong;
    }

    @Test
    void isWorkedByKeysAlone() {
        var page = browser.newPage();
        page.navigate(server.address() + "/runs");
        page.locator("main a[href*='/runs/']").first().waitFor();

        page.keyboard().press("?");
        var help = page.getByRole(AriaRole.DIALOG);
        assertThat(help).containsText("Keys");
        page.keyboard().press("Escape");
        assertThat(help).isHidden();

        page.keyboard().press("g");
        page.keyboard().press("s");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Syncs")))
                .isVisible();
        page.locator("[data-row-link]").nth(1).waitFor();
        var first = page.locator("[data-row-link]").first();
        var second = page.locator("[data-row-link]").nth(1);
        page.keyboard().press("j");
        assertThat(first).isFocused();
        page.keyboard().press("j");
        assertThat(second).isFocused();
        page.keyboard().press("k");
        assertThat(first).isFocused();
        var goal = first.getAttribute("href");
        page.keyboard().press("Enter");
        page.waitForURL(server.address() + goal);

        page.keyboard().press("g");
        page.keyboard().press("s");
        page.locator("[data-filter]").waitFor();
        page.keyboard().press("/");
        assertThat(page.locator("[data-filter]")).isFocused();
        page.keyboard().type("csv?");
        assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        page.keyboard().press("Escape");
        assertThat(page.locator("[data-filter]")).hasValue("");
        page.keyboard().press("Escape");
        assertThat(page.locator("[data-filter]")).not().isFocused();

        page.keyboard().press("Control+k");
        var finder = page.getByRole(AriaRole.DIALOG);
        assertThat(finder).isVisible();
        page.keyboard().type("audit");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Audit trail")))
                .isVisible();
        page.close();
    }
}
