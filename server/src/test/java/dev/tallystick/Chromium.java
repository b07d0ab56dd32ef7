package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The browser of this machine, driven by the Playwright that the UI has installed: the Java artefact's own driver
/// would be 200 MB with a Node for five platforms.
final class Chromium implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final double PATIENCE_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Chromium open() throws IOException {
        var driver = Files.createTempDirectory("playwright-driver-");
        Files.createSymbolicLink(
                driver.resolve("package"),
                Path.of("../ui/node_modules/playwright-core").toRealPath());
        System.setProperty("playwright.cli.dir", driver.toString());
        var playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        program("node").toString())));
        var browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program("chromium", "chromium-browser", "google-chrome"))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        // What an assertion waits for is a run, on a machine that does much else; five seconds are for a fast one.
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        Files.createDirectories(SCREENSHOTS);
        return new Chromium(playwright, browser);
    }

    private static Path program(String... names) {
        var folders = System.getenv().getOrDefault("PATH", "/usr/bin").split(":");
        return Arrays.stream(names)
                .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("None of " + List.of(names) + " is on the PATH"));
    }

    /// A browser of somebody who was never here. What the pages complain about is remembered.
    BrowserContext visitor() {
        var context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(1440, 900).setTimezoneId("Europe/Berlin"));
        context.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("status of 401")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        context.onPage(page -> page.onPageError(complaints::add));
        return context;
    }

    /// What the pages have said in the console that nobody meant.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// A picture in light, in dark, and as on a phone; whoever cannot see it must be able to use it in each.
    static void look(Page page, String name) {
        look(page, name + "-light", ColorScheme.LIGHT, 1440);
        look(page, name + "-dark", ColorScheme.DARK, 1440);
        look(page, name + "-phone", ColorScheme.LIGHT, 390);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(1440, 900);
    }

    /// A picture for the documentation, small enough to be kept beside it; only where `-Dpictures=folder` asks for it.
    static void picture(Page page, String name) {
        var folder = System.getProperty("pictures", "");
        if (!folder.isEmpty()) {
            page.setViewportSize(1440, 820);
            Screens.settle(page);
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(folder).resolve(name + ".png"))
                    .setAnimations(ScreenshotAnimations.DISABLED));
            page.setViewportSize(1440, 900);
        }
    }

    private static void look(Page page, String name, ColorScheme scheme, int width) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.setViewportSize(width, 900);
        page.waitForFunction("() => !document.querySelector('[aria-busy=true]')");
        // Colours fade over; measured half-way, they would be neither the one nor the other.
        page.waitForFunction(
                "() => document.getAnimations().every(a => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity)");
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
        var faults = new AxeBuilder(page)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"))
                .analyze()
                .getViolations();
        assertThat(faults).as(name).isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .as(name + " fits")
                .isEqualTo(true);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
