package dev.tallystick;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Every screen of the page, in one table. A route without a line here fails the journeys that go through the screens.
final class Screens {
    private static final Path ROUTER = Path.of("../ui/src/app/router.tsx");
    private static final Pattern ROUTE = Pattern.compile("createRoute\\(\\{[^}]*?\\b(path|id): \"([^\"]+)\"");

    /// Who sees it.
    enum To {
        SIGNED_IN,
        NOBODY
    }

    /// @param route as the router names it
    /// @param path with the names of [FurnishedServer#find] in braces
    /// @param main what the screen is there for, as a selector of Playwright
    /// @param shows the places whose text stands on it
    record Screen(String route, String path, To to, String main, List<String> shows) {
        String name() {
            return path.replaceAll("[^a-z]+", "-").replaceAll("^-|-$", "");
        }
    }

    static final List<Screen> ALL = List.of(
            out("/sign-in", "/sign-in", "role=button[name='Sign in']"),
            out("/setup", "/setup#token=none", "role=button[name='Make admin and sign in']"),
            out("/link", "/link#token=none", "role=button[name='Sign in']"),
            in("/", "/", "main a[href*='/syncs/']", "title of both", "name of the person"),
            in("/syncs", "/syncs", "main button:has-text('Sync')", "title of both", "title of oneway"),
            in("/runs", "/runs", "main a[href*='/runs/']", "title of both", "title of oneway", "title of csv"),
            in("/runs/$id", "/runs/{failures}", "main >> text=/rows? failed/", "title of failing", "a start"),
            in("/runs/$id", "/runs/{created}", "main table", "title of oneway", "a city", "a note"),
            in("/runs/$id", "/runs/{conflict}", "main table", "title of both"),
            in("/conflicts", "/conflicts", "main button", "header", "left of a conflict", "right of a conflict"),
            in("/syncs/$name", "/syncs/both", "main nav", "title of both"),
            in("/syncs/$name", "/syncs/csv", "main nav", "title of csv", "a pause"),
            in(
                    "/syncs/$name/rows",
                    "/syncs/both/rows?row={row}&side=left",
                    "main [data-filter]",
                    "title of both",
                    "a row's pause"),
            in("/syncs/$name/mapping", "/syncs/both/mapping", "main button", "title of both", "header"),
            in("/syncs/$name/mapping", "/syncs/csv/mapping", "main button", "title of csv", "header of csv"),
            in("/syncs/$name/schedule", "/syncs/oneway/schedule", "main button[type=submit]", "title of oneway"),
            in("/syncs/$name/settings", "/syncs/both/settings", "main button", "title of both"),
            in("/create-sync", "/create-sync", "main input, main select, main button"),
            in(
                    "/connections",
                    "/connections",
                    "main a[href*='/connections/']",
                    "title of partner",
                    "title of airtable"),
            in("/create-connection", "/create-connection", "main button, main input", new String[0]),
            in("/connections/$name", "/connections/partner", "main button", "title of partner"),
            in("/connections/$name", "/connections/airtable", "main button", "title of airtable"),
            in("/connections/$name", "/connections/lists", "main button", "title of lists"),
            in("/audit", "/audit", "main [data-filter]", "name of the person", "a pause"),
            in("/jobs", "/jobs", "main h1"),
            in("/alerts", "/alerts", "main h1"),
            in("/analytics", "/analytics", "main h1"),
            in("/settings", "/settings", "main h1"),
            in("/people", "/settings/people", "main h1"),
            in("/tokens", "/settings/tokens", "main h1"),
            in("/alerts", "/settings/alerts", "main h1"),
            in("/account", "/settings/account", "main h1"),
            in("/embed", "/settings/embed", "main h1"),
            in("/about", "/settings/about", "main h1"),
            out("/invite", "/invite#token=none", "h1"),
            out("/password", "/password#token=none", "h1"));

    private Screens() {}

    /// Opens it and waits until it is all there.
    static void open(Page page, FurnishedServer server, Screen screen) {
        page.navigate(server.address() + server.path(screen.path()));
        page.locator("h1").first().waitFor();
        settle(page);
    }

    static void settle(Page page) {
        page.waitForFunction(
                "() => !document.querySelector('[aria-busy=true]') && !document.body.innerText.includes('Reading…')");
        page.waitForLoadState(LoadState.LOAD);
    }

    /// Presses "Load more" until there is no more; a long list brings its next part by itself as one comes near.
    static void loadAll(Page page) {
        settle(page);
        page.waitForFunction(
                """
                () => {
                    const more = [...document.querySelectorAll('main button')].filter(each => each.innerText.trim() === 'Load more');
                    more.filter(each => !each.disabled && !each.dataset.loading).forEach(each => each.click());
                    return more.length === 0;
                }""",
                null,
                new Page.WaitForFunctionOptions().setPollingInterval(200).setTimeout(60_000));
        settle(page);
    }

    private static Screen in(String route, String path, String main, String... shows) {
        return new Screen(route, path, To.SIGNED_IN, main, List.of(shows));
    }

    private static Screen out(String route, String path, String main) {
        return new Screen(route, path, To.NOBODY, main, List.of());
    }

    /// The routes of the page that stand in the table and nowhere else, or the other way round.
    static List<String> strangers() throws IOException {
        var source = Files.readString(ROUTER);
        var routes = new TreeSet<String>();
        var made = 0;
        var found = ROUTE.matcher(source);
        while (found.find()) {
            made++;
            if (found.group(1).equals("path")) {
                routes.add(found.group(2));
            }
        }
        var written = source.split("createRoute\\(\\{", -1).length - 1;
        if (written != made || routes.isEmpty()) {
            throw new IllegalStateException(
                    "Of " + written + " routes of " + ROUTER + " only " + made + " can be read");
        }
        var known = ALL.stream().map(Screen::route).collect(Collectors.toCollection(TreeSet::new));
        var strangers = new TreeSet<>(routes);
        strangers.removeAll(known);
        known.removeAll(routes);
        strangers.addAll(known);
        return List.copyOf(strangers);
    }
}
