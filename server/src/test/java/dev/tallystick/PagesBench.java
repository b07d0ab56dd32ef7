package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// How soon the pages show something of use, and answer, with 500 syncs, 100,000 runs and a plan of 10,000 changes.
/// What is not a time is asserted: that a page draws a screenful, whatever there is, and asks few questions.
class PagesBench {
    private static final int SYNCS = 500;
    private static final int RUNS_EACH = 200;
    private static final int PLANNED = 10_000;
    private static final int AUDITED = 100_000;
    private static final int ROWS_DRAWN = 1_500;
    private static final int QUESTIONS = 16;
    private static final double PATIENCE_MILLIS = 20_000;

    /// Notes when the thing that the page is there for was painted, each task that kept the page busy, each gap between
    /// two frames, and how long each press waited for its next picture.
    private static final String WATCH = """
            window.seen = { useful: 0, busy: [], gap: 0, press: 0 };
            new PerformanceObserver(list => list.getEntries().forEach(each => seen.busy.push(each.duration)))
                .observe({ type: 'longtask', buffered: true });
            new PerformanceObserver(list => list.getEntries().forEach(each => seen.press = Math.max(seen.press, each.duration)))
                .observe({ type: 'event', durationThreshold: 16, buffered: true });
            const wanted = () => {
                const main = document.querySelector('main h1, main h2');
                const rows = document.querySelector(WANTED);
                if (main && rows) requestAnimationFrame(() => setTimeout(() => seen.useful ||= performance.now()));
                else requestAnimationFrame(wanted);
            };
            requestAnimationFrame(wanted);
            let before = 0;
            const frame = now => {
                if (before && seen.useful) seen.gap = Math.max(seen.gap, now - before);
                before = now;
                requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
            """;

    private record Shown(String path, String wanted) {}

    @TempDir
    Path home;

    @Test
    void measure() throws IOException {
        try (var place = new Workplace(home, "", PLANNED)) {
            seed(home.resolve("data"));
            var plan = place.ask("POST", "/api/v1/syncs/clients/plan", Map.of())
                    .get("run")
                    .asLong();
            assertThat(place.ended(plan).at("/plan/changes").asLong()).isEqualTo(PLANNED);
            place.ada().close();
            System.out.println("  %-22s %14s %12s %11s %9s %6s"
                    .formatted("page", "useful after", "longest task", "longest gap", "press", "rows"));
            var row = "main tbody tr a, main tbody tr th";
            for (var shown : List.of(
                    new Shown("/", "main a[href*=\"/syncs/\"]"),
                    new Shown("/syncs", row),
                    new Shown("/runs", row),
                    new Shown("/syncs/many_001", row),
                    new Shown("/runs/" + plan, row),
                    new Shown("/jobs", row),
                    new Shown("/audit", row))) {
                // The first visit brings the files; people come back.
                visit(place, shown, false);
                visit(place, shown, true);
            }
            assertThat(place.chromium().complaints()).isEmpty();
        }
    }

    private static void visit(Workplace place, Shown shown, boolean told) {
        try (var page = place.browser().newPage()) {
            page.addInitScript(WATCH.replace("WANTED", "'" + shown.wanted() + "'"));
            page.navigate(place.address() + shown.path());
            page.waitForFunction(
                    "() => seen.useful > 0", null, new Page.WaitForFunctionOptions().setTimeout(PATIENCE_MILLIS));
            int questions = number(
                    page, "performance.getEntriesByType('resource').filter(one => one.name.includes('/api/')).length");
            scroll(page);
            int rows = number(page, "document.querySelectorAll('main tr').length");
            press(page);
            if (told) {
                System.out.println("  %-22s %11d ms %9d ms %8d ms %6d ms %6d  (%d questions)"
                        .formatted(
                                shown.path().replaceAll("(?<=runs/)\\d+$", "{plan}"),
                                number(page, "seen.useful"),
                                number(page, "Math.max(0, ...seen.busy)"),
                                number(page, "seen.gap"),
                                number(page, "seen.press"),
                                rows,
                                questions));
            }
            assertThat(rows).as("rows drawn on " + shown.path()).isBetween(2, ROWS_DRAWN);
            assertThat(questions).as("questions asked by " + shown.path()).isLessThanOrEqualTo(QUESTIONS);
        }
    }

    /// Down for a while, as somebody does who looks for a row.
    private static void scroll(Page page) {
        for (int i = 0; i < 40; i++) {
            page.mouse().wheel(0, 900);
            page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn, 16)))");
        }
    }

    private static void press(Page page) {
        page.evaluate("() => window.scrollTo(0, 0)");
        var filter = page.locator("[data-filter]").first();
        if (filter.isVisible()) {
            filter.click();
            page.keyboard().type("9");
        }
        page.keyboard().press("Control+k");
        page.locator("[role=dialog]").first().waitFor();
        page.keyboard().type("many");
        page.keyboard().press("Escape");
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn, 300)))");
    }

    private static int number(Page page, String expression) {
        return ((Number) page.evaluate("() => Math.round(" + expression + ")")).intValue();
    }

    private static void seed(Path data) throws IOException {
        var postgres = data.resolve("postgres");
        var password = Files.readAllLines(postgres.resolve("passwords")).stream()
                .filter(line -> line.startsWith("superuser="))
                .findFirst()
                .orElseThrow()
                .substring("superuser=".length());
        var jdbc = JdbcClient.create(new DriverManagerDataSource(
                "jdbc:postgresql://127.0.0.1:%s/tallystick?currentSchema=tallystick"
                        .formatted(Files.readString(postgres.resolve("port")).strip()),
                "postgres",
                password));
        ManySyncsTest.seed(jdbc, SYNCS - 2, RUNS_EACH);
        queue(jdbc);
        // Below the first entry of the trail, which goes on by itself above.
        jdbc.sql("""
                insert into audit (workspace_id, seq, at, actor, action, subject, detail, prev_hash, hash)
                select id, -n, now() - n * interval '1 minute', 'Ada', 'run.triggered', 'run ' || n,
                    '{"sync":"many_001","became":"new"}', ''::bytea, ''::bytea
                from workspace, generate_series(1, :entries) n
                """).param("entries", AUDITED).update();
        jdbc.sql("analyze").update();
    }

    /// Each sync is due tomorrow, and one in five is stuck: what a queue holds the morning after a partner went away.
    private static void queue(JdbcClient jdbc) {
        jdbc.sql("""
                insert into schedule (workspace_id, sync_id, every_seconds, zone, missed_run, source, next_at, updated_at)
                select workspace_id, id, 86400, 'UTC', 'skip', 'api', now() + interval '1 day', now()
                from sync where name like 'many_%'
                """).update();
        jdbc.sql("""
                update run set status = 'failed', problem_code = 'quarantined', problem = 'The partner does not answer.'
                where id in (select max(run.id) from run join sync on sync.id = sync_id
                             where name like 'many_%' and sync.id % 5 = 0 group by sync_id)
                """).update();
    }
}
