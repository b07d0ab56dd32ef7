package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.connection.Connections;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connection.SignIns;
import dev.tallystick.connection.VirtualBudgets;
import dev.tallystick.connector.Budget.Rate;
import dev.tallystick.connector.MinimalRequests;
import dev.tallystick.connector.MinimalRequests.Sizes;
import dev.tallystick.connector.MinimalRequests.Work;
import dev.tallystick.connectors.airtable.AirtableOverWire;
import dev.tallystick.connectors.googlesheets.SheetsOverWire;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.lab.airtable.BaseRecipe;
import dev.tallystick.lab.airtable.FieldType;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.ApplyConfig;
import dev.tallystick.sync.DueRuns;
import dev.tallystick.sync.ReadConfig;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditKey;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// The engine between the lab's Airtable and its Sheets: the real connectors, the real budgets and the lab's own
/// limits, over a network whose calls take as long as those of the real services, on a clock that does not wait.
final class PacedEngine implements AutoCloseable {
    /// Milliseconds that a call takes, and how much they differ.
    private static final int AIRTABLE_MS = 110;

    private static final int AIRTABLE_DIFFER_MS = 40;
    private static final int SHEETS_MS = 250;
    private static final int SHEETS_DIFFER_MS = 100;

    /// What the connector takes when nobody says otherwise.
    private static final int SHEET_BATCH = 500;

    private static final Sizes AIRTABLE = new Sizes(100, 100, false, 10, 100);

    /// One call brings the whole tab, and one look shows all of it.
    private static final Sizes SHEETS = new Sizes(0, SHEET_BATCH, true, SHEET_BATCH, Integer.MAX_VALUE);

    /// Before the first page Airtable is asked for the base's schema: pages are asked for by ids of fields, and one
    /// that is missing holds the run. The call takes a place of the same limit, so the pages have one fewer.
    private static final int SCHEMA = 1;

    private static final Rate OF_A_BASE = Rate.perSecond(5);
    private static final Rate OF_A_USER = Rate.perMinute(60);

    final VirtualTime time;
    final Lab lab;
    final Base base;
    final Spreadsheet sheet;
    private final TestDatabase database;
    private final EgressClient egress;
    private final RunStore runs = new RunStore();
    private final SyncStore syncs;
    private final WorkspaceId workspace;
    private final RunSync engine;
    private final SplittableRandom random = new SplittableRandom(1);
    private final AtomicLong airtableCalls = new AtomicLong();
    private final AtomicLong sheetReads = new AtomicLong();
    private final AtomicLong sheetWrites = new AtomicLong();

    PacedEngine(TestDatabase database, int rows) {
        this.database = database;
        var budgets = new VirtualBudgets(database);
        time = budgets.time();
        lab = Lab.start(Lab.Options.STANDARD.clock(time));
        egress = new EgressClient(lab.allowed());
        base = lab.airtable()
                .add(BaseRecipe.named("Practice")
                        .table(
                                "Clients",
                                table -> table.field("Name", FieldType.SINGLE_LINE_TEXT)
                                        .field("City", FieldType.SINGLE_LINE_TEXT)
                                        .field("Visits", FieldType.NUMBER)
                                        .field("Notes", FieldType.MULTILINE_TEXT)
                                        .lastModified("Changed")));
        for (int i = 0; i < rows; i++) {
            base.people()
                    .insert("Clients", Map.of("Name", "Client " + i, "City", "City " + i % 100, "Visits", i % 1000));
        }
        sheet = lab.google().create("Practice");
        var transactions = database.transactions();
        syncs = new SyncStore(transactions);
        var schedules = new ScheduleStore();
        var connectors = new Connectors(List.of(
                AirtableOverWire.connector(this::airtable, this::sleep),
                SheetsOverWire.connector(this::sheets, this::sleep)));
        var store = new ConnectionStore(new EngineFixture.NoSeal());
        var trail = new AuditTrail(transactions, new AuditKey(new byte[32]), time);
        var connections = new Connections(
                transactions,
                store,
                connectors,
                new EngineFixture.NoLab(),
                new SignIns(transactions, new EngineFixture.NoSeal(), egress, trail, time),
                budgets.node(),
                time);
        engine = new RunSync(
                transactions,
                syncs,
                new DueRuns(schedules),
                connections,
                time,
                new Random(1),
                "here",
                "here",
                Attempt.PATIENCE,
                this::together);
        workspace = transactions.system(jdbc -> jdbc.sql("insert into workspace (name) values ('paced') returning id")
                .query((row, _) -> new WorkspaceId(row.getLong("id")))
                .single());
        var apply = new ApplyConfig(transactions, store, syncs, schedules, _ -> {}, (_, _, _, _) -> {}, time);
        var account = lab.google().oauth().serviceAccount("tallystick");
        sheet.share(account.email(), Spreadsheet.Role.WRITER);
        var environment = Map.of("KEY", lab.google().oauth().keyFile(account));
        var reading = new ReadConfig(connectors, environment, Set.of(), Sync.Retry.DEFAULT)
                .text(yaml(), "test.yaml", Path.of("."));
        assertThat(reading.problems()).noneMatch(dev.tallystick.sync.ConfigProblem::blocks);
        apply.apply(workspace, Objects.requireNonNull(reading.config()), Actor.TALLYSTICK);
    }

    private String yaml() {
        return """
                version: 1
                connections:
                  airtable:
                    connector: airtable
                    settings: { token: %s, base: %s, base_url: "%s" }
                    allow: ["127.0.0.1:%d"]
                  sheets:
                    connector: google-sheets
                    settings: { service_account: "${KEY}", spreadsheet: "%s", base_url: "%s" }
                    allow: ["127.0.0.1:%d"]
                syncs:
                  clients:
                    left: { connection: airtable, table: Clients }
                    right: { connection: sheets, table: Clients, create: true, header_row: 1 }
                    direction: both
                    match: { left: Name, right: Name }
                    fields:
                      - { left: Name, right: Name, required: true }
                      - { left: City, right: City }
                      - { left: Visits, right: Visits }
                      - { left: Notes, right: Notes }
                """.formatted(
                        AirtableApi.KEY,
                        base.id(),
                        lab.uri(AirtableApi.PREFIX),
                        lab.port(),
                        sheet.id(),
                        lab.uri("/google"),
                        lab.port());
    }

    private Response airtable(Request request) {
        airtableCalls.incrementAndGet();
        return call(request, AIRTABLE_MS, AIRTABLE_DIFFER_MS);
    }

    private Response sheets(Request request) {
        (request.uri().getPath().endsWith(":batchUpdate") ? sheetWrites : sheetReads).incrementAndGet();
        return call(request, SHEETS_MS, SHEETS_DIFFER_MS);
    }

    private synchronized int differ(int most) {
        return random.nextInt(most);
    }

    private Response call(Request request, int millis, int differ) {
        sleep(Duration.ofMillis(millis / 4 + differ(differ / 2)));
        try {
            return egress.send(request);
        } finally {
            sleep(Duration.ofMillis(millis - millis / 4 + differ(differ / 2)));
        }
    }

    private void together(Runnable one, Runnable other) {
        try {
            time.run(List.of(one, other));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void sleep(Duration length) {
        try {
            time.sleep(length);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /// What one run needed.
    ///
    /// @param minimal requests at least
    /// @param bound the time that they need at least, by the slowest limit
    record Needed(String what, long rows, Run run, long requests, long minimal, Duration wall, Duration bound) {
        double requestRatio() {
            return (double) requests / minimal;
        }

        double timeRatio() {
            return (double) wall.toMillis() / bound.toMillis();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-12s %,7d rows: %,6d requests, minimal %,6d, ratio %.3f; wall %8.1f s, bound %8.1f s, ratio %.3f; unguarded %d, longest %.1f s; %s",
                    what,
                    rows,
                    requests,
                    minimal,
                    requestRatio(),
                    wall.toMillis() / 1000.0,
                    bound.toMillis() / 1000.0,
                    timeRatio(),
                    run.unguarded().windows(),
                    run.unguarded().longestMillis() / 1000.0,
                    run.sentence());
        }
    }

    /// Runs after a pause in which every limit was refilled.
    Needed run(String what, boolean full) {
        sleep(Duration.ofMinutes(5));
        long[] before = {airtableCalls.get(), sheetReads.get(), sheetWrites.get()};
        var began = time.instant();
        var sync = syncs.find(workspace, "clients").orElseThrow();
        var transactions = database.transactions();
        var id = transactions.in(
                workspace,
                jdbc -> runs.create(
                        jdbc, sync, Run.Trigger.MANUAL, false, full, false, 7L, "Ada", null, time.instant()));
        engine.work(sync.id().value(), () -> false);
        var run = transactions.in(workspace, jdbc -> runs.find(jdbc, id).orElseThrow());
        assertThat(run.status()).as("%s", run).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(lab.ledger().entries()).noneMatch(entry -> entry.status() == 429);
        var wall = Duration.between(began, time.instant());
        long airtable = airtableCalls.get() - before[0];
        long reads = sheetReads.get() - before[1];
        long writes = sheetWrites.get() - before[2];
        var tally = Objects.requireNonNull(run.tally());
        var left = MinimalRequests.of(work(Objects.requireNonNull(tally.left())), AIRTABLE);
        var right = MinimalRequests.of(work(tally.right()), SHEETS);
        // The plan is whole before the first write, and each side has limits of its own: reads and writes of Sheets,
        // too.
        var reading = longest(
                MinimalRequests.bound(SCHEMA + left.listing(), OF_A_BASE),
                MinimalRequests.bound(right.listing(), OF_A_USER));
        var writing = longest(
                MinimalRequests.bound(left.looks() + left.writes(), OF_A_BASE),
                MinimalRequests.bound(right.looks(), OF_A_USER),
                MinimalRequests.bound(right.writes(), OF_A_USER));
        return new Needed(
                what,
                base.table("Clients").records().size(),
                run,
                airtable + reads + writes,
                left.all() + right.all(),
                wall,
                reading.plus(writing));
    }

    private static Duration longest(Duration... all) {
        return Arrays.stream(all).max(Duration::compareTo).orElseThrow();
    }

    private static Work work(Tally tally) {
        // A row that this run creates is not among those that its listing showed.
        return new Work(tally.considered() - tally.created(), tally.created(), tally.updated(), tally.deleted(), 0, 0);
    }

    /// People edit so many rows on each side, other ones each.
    void edit(int each) {
        var seen = sheet.people().seen("Clients");
        int names = seen.getFirst().indexOf("Name");
        int notes = seen.getFirst().indexOf("Notes");
        for (int i = 0; i < each; i++) {
            var cell = A1.letters(notes) + (seen.size() - i);
            sheet.people().type("Clients", cell, "typed " + time.instant());
        }
        var typed = new HashSet<String>();
        seen.subList(seen.size() - each, seen.size()).forEach(row -> typed.add(row.get(names)));
        base.table("Clients").records().stream()
                .filter(id -> !typed.contains(String.valueOf(
                        base.table("Clients").record(id).orElseThrow().get("Name"))))
                .limit(each)
                .forEach(id -> base.people().edit("Clients", id, "Notes", "edited " + time.instant()));
    }

    @Override
    public void close() {
        egress.close();
        lab.close();
    }
}
