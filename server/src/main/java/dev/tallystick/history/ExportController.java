package dev.tallystick.history;

import dev.tallystick.plan.Change;
import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Export;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Runs, what they changed and what failed, as files: for everybody who may read them on the page.
@RestController
@RequestMapping("/api/v1/runs")
class ExportController {
    private static final int PART = 1_000;
    private static final String UNCERTAIN = Journal.Status.UNCERTAIN.word();
    private static final List<String> OUTCOMES = List.of(
            "considered", "failed", "held", "conflict", "deleted", "created", "updated", "skipped", "unchanged");
    private static final List<String> CHANGE_COLUMNS = List.of(
            "change", "at", "side", "table", "row", "kind", "status", "reason", "problem", "field", "before", "after");

    private final Transactions transactions;
    private final RunStore runs;
    private final ViewChanges view = new ViewChanges();
    private final AuditTrail trail;
    private final JsonMapper json;

    ExportController(Transactions transactions, RunStore runs, AuditTrail trail, JsonMapper json) {
        this.transactions = transactions;
        this.runs = runs;
        this.trail = trail;
        this.json = json;
    }

    /// The history of runs, the newest first, by the filter of the list.
    @GetMapping("/export")
    void runs(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Words(of = Run.Status.class) @Nullable String status,
            @RequestParam(required = false) @Nullable Boolean acknowledged,
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "csv") @Words(also = {"csv", "json"}) String format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var export = new Export(request, response, format);
        var filter = new RunFilter(sync, status, acknowledged, by, reason, from, to);
        told(identity, "runs", format);
        export.send(
                "runs",
                json,
                runColumns(),
                ExportController::runLine,
                (@Nullable RunView last) -> transactions.in(
                        identity.workspace(),
                        db -> RunView.all(
                                db,
                                runs.list(db, filter, identity.id(), last == null ? null : last.id(), PART),
                                identity.id())));
    }

    /// One run's changes in the order they were planned, by the filter of the list; in CSV a line for each field.
    @GetMapping("/{id}/changes/export")
    void changes(
            Identity identity,
            @PathVariable long id,
            @RequestParam(required = false) @Words(of = Change.Kind.class) @Nullable String kind,
            @RequestParam(required = false) @Words(of = Journal.Status.class, also = "held") @Nullable String status,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "csv") @Words(also = {"csv", "json"}) String format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var export = new Export(request, response, format);
        boolean held = known(identity, id).status() == Run.Status.HELD;
        var filter = new ChangeSearch.Filter(
                new RunId(id), null, null, kind, status, q == null || q.isBlank() ? null : q.strip());
        told(identity, "run " + id, format);
        export.send(
                "run-" + id + "-changes",
                json,
                CHANGE_COLUMNS,
                ExportController::changeLines,
                (@Nullable ChangeView last) -> part(identity, filter, last == null ? null : last.id(), held));
    }

    /// One run's rows that failed or whose write is uncertain, each with its reason.
    @GetMapping("/{id}/failures/export")
    void failures(
            Identity identity,
            @PathVariable long id,
            @RequestParam(defaultValue = "csv") @Words(also = {"csv", "json"}) String format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var export = new Export(request, response, format);
        known(identity, id);
        told(identity, "run " + id, format);
        export.send(
                "run-" + id + "-failures",
                json,
                CHANGE_COLUMNS,
                ExportController::changeLines,
                (@Nullable ChangeView last) -> failed(identity, id, last));
    }

    /// First all that failed, then all that is uncertain.
    private List<ChangeView> failed(Identity identity, long id, @Nullable ChangeView last) {
        if (last != null && last.status().equals(UNCERTAIN)) {
            return part(identity, withStatus(id, UNCERTAIN), last.id(), false);
        }
        var failed = part(identity, withStatus(id, "failed"), last == null ? null : last.id(), false);
        return failed.isEmpty() ? part(identity, withStatus(id, UNCERTAIN), null, false) : failed;
    }

    private static ChangeSearch.Filter withStatus(long id, String status) {
        return new ChangeSearch.Filter(new RunId(id), null, null, null, status, null);
    }

    private List<ChangeView> part(Identity identity, ChangeSearch.Filter filter, @Nullable Long after, boolean held) {
        return transactions.in(
                identity.workspace(), db -> view.changes(db, ChangeSearch.page(db, filter, after, PART), held));
    }

    private Run known(Identity identity, long id) {
        return transactions.in(
                identity.workspace(),
                db -> runs.find(db, new RunId(id)).orElseThrow(() -> Refusal.notFound("There is no run " + id + ".")));
    }

    private void told(Identity identity, String subject, String format) {
        transactions.in(identity.workspace(), db -> {
            trail.record(db, identity, "exported", subject, Map.of("format", format));
            return true;
        });
    }

    private static List<String> runColumns() {
        var columns = new ArrayList<>(List.of(
                "run",
                "sync",
                "trigger",
                "plan only",
                "rehearsal",
                "actor",
                "status",
                "created at",
                "started at",
                "ended at",
                "sentence",
                "problem"));
        for (String side : List.of("left ", "right ")) {
            OUTCOMES.forEach(outcome -> columns.add(side + outcome));
        }
        return columns;
    }

    private static List<List<@Nullable Object>> runLine(RunView run) {
        var cells = new ArrayList<@Nullable Object>(Arrays.asList(
                run.id(),
                run.sync(),
                run.trigger(),
                run.dryRun(),
                run.rehearsal(),
                run.actor(),
                run.status(),
                run.createdAt(),
                run.startedAt(),
                run.endedAt(),
                run.sentence(),
                run.problem() == null ? null : run.problem().sentence()));
        cells.addAll(outcomes(run.tally().left()));
        cells.addAll(outcomes(run.tally().right()));
        return List.of(cells);
    }

    private static List<@Nullable Object> outcomes(RunView.@Nullable SideTally tally) {
        if (tally == null) {
            return OUTCOMES.stream().<@Nullable Object>map(_ -> null).toList();
        }
        return Arrays.asList(
                tally.considered(),
                tally.failed(),
                tally.held(),
                tally.conflict(),
                tally.deleted(),
                tally.created(),
                tally.updated(),
                tally.skipped(),
                tally.unchanged());
    }

    private static List<List<@Nullable Object>> changeLines(ChangeView change) {
        if (change.fields().isEmpty()) {
            return List.of(changeLine(change, null));
        }
        return change.fields().stream().map(field -> changeLine(change, field)).toList();
    }

    private static List<@Nullable Object> changeLine(ChangeView change, ChangeView.@Nullable FieldView field) {
        return Arrays.asList(
                change.id(),
                change.at(),
                change.side(),
                change.tableName(),
                change.row(),
                change.kind(),
                change.status(),
                change.reason(),
                change.problem(),
                field == null ? null : field.fieldName(),
                field == null ? null : text(field.before()),
                field == null ? null : text(field.after()));
    }

    private static @Nullable String text(tools.jackson.databind.JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        return value.isValueNode() ? value.asString() : value.toString();
    }
}
