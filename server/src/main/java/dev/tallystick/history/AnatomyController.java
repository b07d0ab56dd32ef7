package dev.tallystick.history;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What one run spent its time on, and the lines that it wrote.
@RestController
@RequestMapping("/api/v1/runs")
class AnatomyController {
    private static final int MOST_LINES = 1_000;

    private final Transactions transactions;
    private final RunStore runs;
    private final RunLineStore lines = new RunLineStore();
    private final AuditTrail trail;
    private final Clock clock;

    AnatomyController(Transactions transactions, RunStore runs, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.runs = runs;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param at by the server's clock, when this was told: what is open goes on until then
    record AnatomyView(Instant at, List<AttemptAnatomy> attempts) {}

    /// @param afterwards what is waited for after it, as a sentence
    record AttemptAnatomy(
            int number,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome,
            @Nullable String afterwards,
            List<LaneView> lanes) {}

    /// @param part what it is; `failed` marks the moments at which rows failed
    /// @param side null where it is about both, or none
    /// @param waitedFor the time of this part that went into waiting for this; null for the part itself
    /// @param times how often it began; of failed rows, how many
    /// @param open it goes on
    /// @param spans milliseconds since the attempt began; a short break may be inside one
    record LaneView(
            @Words(of = Anatomy.Part.class) String part,

            @Words(also = {"left", "right"}) @Nullable String side,

            @Nullable String waitedFor,
            long times,
            long spentMs,
            boolean open,
            List<Anatomy.Span> spans) {}

    @GetMapping("/{id}/anatomy")
    AnatomyView anatomy(Identity identity, @PathVariable long id) {
        return transactions.in(identity.workspace(), jdbc -> {
            var run = known(jdbc, id);
            var now = clock.instant();
            return new AnatomyView(
                    now,
                    runs.attempts(jdbc, run.id()).stream()
                            .map(attempt -> view(attempt, now))
                            .toList());
        });
    }

    private static AttemptAnatomy view(RunStore.Attempt attempt, Instant now) {
        boolean goesOn = attempt.endedAt() == null;
        long until = Duration.between(attempt.startedAt(), now).toMillis();
        return new AttemptAnatomy(
                attempt.number(),
                attempt.startedAt(),
                attempt.endedAt(),
                attempt.outcome(),
                attempt.anatomy().then(),
                attempt.anatomy().lanes().stream()
                        .map(lane -> view(lane, goesOn, until))
                        .toList());
    }

    /// What goes on was written down a moment ago and lasts until now. Of an attempt that died, nobody knows how long
    /// it lasted after that.
    private static LaneView view(Anatomy.Lane lane, boolean goesOn, long until) {
        boolean open = lane.open() && goesOn;
        var spans = lane.spans();
        long spent = lane.spentMillis();
        if (open && !spans.isEmpty()) {
            var last = spans.getLast();
            long to = Math.max(last.to(), until);
            spent += to - last.to();
            spans = java.util.stream.Stream.concat(
                            spans.subList(0, spans.size() - 1).stream(),
                            java.util.stream.Stream.of(new Anatomy.Span(last.from(), to)))
                    .toList();
        }
        return new LaneView(
                lane.part().word(),
                lane.side() == null ? null : lane.side().word(),
                lane.waitedFor(),
                lane.times(),
                spent,
                open,
                spans);
    }

    /// @param items in the order they were written
    /// @param before ask with this for the lines before these; null when there are none
    /// @param written how many the run wrote in all
    /// @param missing why there are fewer than that, as a sentence; null when all are kept
    record Lines(
            List<RunLine> items,
            @Nullable Long before,
            long written,
            @Nullable String missing) {}

    /// The newest lines, or those before a line, or those of a time.
    @GetMapping("/{id}/log")
    Lines log(
            Identity identity,
            @PathVariable long id,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable Long before,
            @RequestParam(defaultValue = "200") int limit) {
        int size = Math.clamp(limit, 1, MOST_LINES);
        var all = all(identity.workspace(), id);
        var wanted = all.stream()
                .filter(line -> (before == null || line.number() < before)
                        && (from == null || !line.at().isBefore(from))
                        && (to == null || !line.at().isAfter(to)))
                .toList();
        var items = wanted.subList(Math.max(0, wanted.size() - size), wanted.size());
        return new Lines(
                items,
                items.size() < wanted.size() ? items.getFirst().number() : null,
                all.isEmpty() ? 0 : all.getLast().number(),
                missing(all));
    }

    /// All lines that are kept, as text.
    @GetMapping(path = "/{id}/log/export", produces = "text/plain")
    void export(Identity identity, @PathVariable long id, HttpServletResponse response) throws IOException {
        var all = all(identity.workspace(), id);
        transactions.in(identity.workspace(), jdbc -> {
            trail.record(jdbc, identity, "exported", "run " + id, Map.of("format", "text"));
            return true;
        });
        response.setContentType("text/plain");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Disposition", "attachment; filename=\"run-" + id + ".log\"");
        var out = response.getWriter();
        long last = 0;
        for (var line : all) {
            if (line.number() > last + 1) {
                out.println("… " + (line.number() - last - 1) + " lines are not kept …");
            }
            last = line.number();
            // One event is one line, whatever is in it.
            out.println(line.at().truncatedTo(ChronoUnit.MILLIS) + " attempt " + line.attempt() + " " + line.level()
                    + " " + line.text().replaceAll("\\R", " | "));
        }
        out.flush();
    }

    private List<RunLine> all(WorkspaceId workspace, long id) {
        return transactions.in(
                workspace, jdbc -> lines.all(jdbc, known(jdbc, id).id()));
    }

    private static @Nullable String missing(List<RunLine> all) {
        long gone = all.isEmpty() ? 0 : all.getLast().number() - all.size();
        return gone == 0
                ? null
                : gone + " lines in between are not kept: of each run the first " + RunLineStore.FIRST_KEPT
                        + " and the last " + RunLineStore.LAST_KEPT + " are.";
    }

    private Run known(JdbcClient jdbc, long id) {
        return runs.find(jdbc, new RunId(id)).orElseThrow(() -> Refusal.notFound("There is no run " + id + "."));
    }
}
