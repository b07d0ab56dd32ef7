package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Export;
import dev.tallystick.web.Page;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.AuditStore.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// The audit trail: who did what, and whether it is as it was written. An admin reads all of it, everybody else what
/// they did themselves.
@RestController
@RequestMapping("/api/v1/audit")
class AuditController {
    private static final int PART = 1_000;
    private static final List<String> COLUMNS =
            List.of("number", "at", "actor", "action", "object", "before", "after", "address", "detail");

    private final Transactions transactions;
    private final AuditTrail trail;
    private final AuditStore store = new AuditStore();
    private final JsonMapper json;

    AuditController(Transactions transactions, AuditTrail trail, JsonMapper json) {
        this.transactions = transactions;
        this.trail = trail;
        this.json = json;
    }

    /// @param entries how many were sound
    /// @param brokenAt the number of the first entry that is not as it was written
    /// @param sentence what was found
    /// @param head the end of the trail, to be kept elsewhere
    record Verified(
            boolean sound, long entries, @Nullable Long brokenAt, String sentence, AuditTrail.@Nullable Head head) {}

    /// Reads the whole trail; entries that are added meanwhile are not waited for.
    @GetMapping("/verification")
    Verified verify(Identity identity) {
        var found = trail.verify(identity.workspace());
        var sentence = found.sound()
                ? "The trail is sound: %d entries, each as it was written.".formatted(found.entries())
                : found.sentence();
        return new Verified(
                found.sound(),
                found.entries(),
                found.brokenAt(),
                sentence,
                trail.head(identity.workspace()).orElse(null));
    }

    /// @param seq the number of the entry in the trail
    /// @param actorId null for what happened of itself
    /// @param actor who did it, with the id of the API token if they came with one
    /// @param action what was done, as in `sync.paused`
    /// @param object what it was done to, as in `sync clients`
    /// @param address where they asked from
    /// @param detail what else was said, by name
    record AuditEntryView(
            long seq,
            Instant at,
            @Nullable Long actorId,
            String actor,
            String action,
            String object,
            @Nullable String before,
            @Nullable String after,
            @Nullable String address,
            Map<String, String> detail) {
        static AuditEntryView of(AuditStore.Entry entry) {
            return new AuditEntryView(
                    entry.seq(),
                    entry.at(),
                    entry.actorId(),
                    entry.actor(),
                    entry.action(),
                    entry.object(),
                    entry.before(),
                    entry.after(),
                    entry.address(),
                    entry.detail());
        }
    }

    /// The newest first.
    ///
    /// @param actor a person's number, or a part of a name
    /// @param action as it is, or its beginning with a full stop after it, as in `sync.`
    /// @param object as it is (`sync clients`), or its kind (`sync`)
    /// @param to not this moment itself
    /// @param run the run itself, or what names it
    /// @param cursor the entry before which the page begins
    @GetMapping
    Page<AuditEntryView> list(
            Identity identity,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String object,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable Long run,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var filter = filter(identity, actor, action, object, from, to, run);
        var found = page(identity, filter, cursor == null ? Long.MAX_VALUE : cursor, size + 1);
        return Page.of(found, size, entry -> Long.toString(entry.seq()), AuditEntryView::of);
    }

    /// Exactly what the same filter lists, as a file; that it was taken is in the trail, after what is in the file.
    @GetMapping("/export")
    void export(
            Identity identity,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String object,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable Long run,
            @RequestParam(defaultValue = "csv") @Words(also = {"csv", "json"}) String format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var export = new Export(request, response, format);
        var filter = filter(identity, actor, action, object, from, to, run);
        long end = trail.head(identity.workspace()).map(AuditTrail.Head::seq).orElse(0L) + 1;
        transactions.in(identity.workspace(), db -> {
            trail.record(db, identity, "exported", "audit", words(request));
            return true;
        });
        export.send(
                "audit",
                json,
                COLUMNS,
                AuditController::line,
                (@Nullable AuditEntryView last) ->
                        page(identity, filter, last == null ? end : last.seq(), PART).stream()
                                .map(AuditEntryView::of)
                                .toList());
    }

    /// An admin's filter is theirs to choose; everybody else sees what they did themselves.
    private static Filter filter(
            Identity identity,
            @Nullable String actor,
            @Nullable String action,
            @Nullable String object,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long run) {
        @Nullable PersonId only = identity.role() == Role.ADMIN ? null : identity.id();
        return new Filter(only, actor, action, object, from, to, run);
    }

    private List<AuditStore.Entry> page(Identity identity, Filter filter, long before, int limit) {
        return transactions.in(identity.workspace(), db -> store.page(db, identity.workspace(), filter, before, limit));
    }

    private static List<List<@Nullable Object>> line(AuditEntryView entry) {
        return List.of(Arrays.asList(
                entry.seq(),
                entry.at(),
                entry.actor(),
                entry.action(),
                entry.object(),
                entry.before(),
                entry.after(),
                entry.address(),
                entry.detail().isEmpty() ? null : entry.detail()));
    }

    /// The filter as it was asked for.
    private static Map<String, String> words(HttpServletRequest request) {
        var words = new TreeMap<String, String>();
        request.getParameterMap().forEach((name, values) -> words.put(cut(name), cut(String.join(" ", values))));
        words.keySet().retainAll(List.of("actor", "action", "object", "from", "to", "run", "format"));
        return words;
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), 200));
    }
}
