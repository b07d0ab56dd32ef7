package dev.tallystick.lab;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The wellness partner: `/v1/clients` and `/v1/appointments`, by page or by cursor, with `Link` headers, ETags,
/// `updated_since`, tombstones and rate limits.
public final class PartnerApi implements Api {

    static final String KEY = "lab-partner-key";
    private static final int PAGE_ROWS = 50;
    private static final int PAGE_ROWS_MOST = 1000;

    private final Appointments recipe;
    private final LabTable clients;
    private final LabTable appointments;
    private final RateGate gate;
    private volatile String key = KEY;

    PartnerApi(long seed, long clientRows, long appointmentRows, Clock clock) {
        var people = new Clients(seed, clientRows);
        recipe = new Appointments(seed, appointmentRows, people);
        clients = new LabTable("clients", "id", "updated_at", people, clock);
        appointments = new LabTable("appointments", "id", "updated_at", recipe, clock);
        gate = new RateGate(clock);
    }

    public LabTable clients() {
        return clients;
    }

    public LabTable appointments() {
        return appointments;
    }

    @Override
    public List<LabTable> tables() {
        return List.of(clients, appointments);
    }

    /// What requests must carry as `Authorization: Bearer …` or `X-Api-Key: …`.
    public String key() {
        return key;
    }

    /// From now on only this one is valid.
    public void changeKey(String other) {
        key = other;
    }

    /// Answers 429 to what is more; 0 takes the limit away.
    public void limitRate(int requests, Duration per) {
        gate.set(requests, per);
    }

    /// When the appointment of that index really begins, whatever its text looks like.
    public ZonedDateTime startOf(long index) {
        return recipe.start(index);
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith("/v1/");
    }

    @Override
    public Reply handle(Call call) {
        String given = call.header("x-api-key").orElseGet(() -> Api.bearer(call));
        RateGate.Verdict verdict = gate.ask(given);
        if (!given.equals(key)) {
            return Reply.problem(401, "unauthorized", "The key is missing or not valid")
                    .with("WWW-Authenticate", "Bearer");
        }
        if (!verdict.passed()) {
            return verdict.on(Reply.problem(429, "too-many-requests", "No more than " + verdict.limit() + " requests"))
                    .with("Retry-After", "" + verdict.resetSeconds());
        }
        return verdict.on(get(call));
    }

    private Reply get(Call call) {
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            return Reply.problem(405, "method", "This API is read only").with("Allow", "GET, HEAD");
        }
        String[] parts = call.path().split("/", -1);
        LabTable table = parts[2].equals("clients") ? clients : parts[2].equals("appointments") ? appointments : null;
        if (table == null || parts.length > 4) {
            return Reply.problem(404, "not-found", "There is nothing here");
        }
        if (parts.length == 4) {
            return one(table, parts[3]);
        }
        String tag = "W/\"" + table.name() + "-" + table.version() + "-"
                + Integer.toHexString(call.rawQuery().hashCode()) + "\"";
        if (call.fault() == null
                && call.header("if-none-match")
                        .filter(tags -> tags.contains(tag))
                        .isPresent()) {
            return Reply.of(304, "application/json", "").with("ETag", tag);
        }
        return list(call, table).with("ETag", tag);
    }

    private static Reply one(LabTable table, String id) {
        if (!table.has(id) || table.row(id).deletedAt() != null) {
            return Reply.problem(404, "not-found", "There is no such row in " + table.name());
        }
        return Reply.json(shown(table, table.row(id)));
    }

    private static Reply list(Call call, LabTable table) {
        boolean byPage = call.asked("page").isPresent() || call.asked("size").isPresent();
        int rows = call.number(byPage ? "size" : "limit", PAGE_ROWS, 1, PAGE_ROWS_MOST);
        int number = call.number("page", 1, 1, Integer.MAX_VALUE);
        Paging.Page page =
                byPage ? Paging.byOffset(call, table, (number - 1L) * rows, rows) : Paging.byCursor(call, table, rows);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("data", page.rows().stream().map(row -> shown(table, row)).toList());
        if (byPage) {
            body.put("page", number);
            body.put("size", rows);
            body.put("total", page.total());
        } else {
            body.put("next_cursor", page.cursor());
            body.put("has_more", page.more());
        }
        return link(call, Reply.json(body), page.cursor(), byPage, number, rows);
    }

    /// The next page as a link, relative as RFC 8288 allows, after one that is not meant.
    private static Reply link(Call call, Reply reply, @Nullable String cursor, boolean byPage, int number, int rows) {
        if (cursor == null) {
            return reply;
        }
        int next = call.meets(Fault.Kind.CURSOR_LOOP) ? number : number + 1;
        String place = byPage ? "page=" + next + "&size=" + rows : "cursor=" + cursor + "&limit=" + rows;
        String since = call.asked("updated_since")
                .map(text -> "&updated_since=" + text.replace("+", "%2B"))
                .orElse("");
        return reply.with(
                "Link",
                "<" + call.path() + ">; rel=\"first\"; title=\"a, b; c\", <" + call.path() + "?" + place + since
                        + ">; rel=\"next\"");
    }

    private static Map<String, @Nullable Object> shown(LabTable table, LabTable.Row row) {
        Map<String, @Nullable Object> shown = Paging.shown(table, row, "" + row.updatedAt());
        shown.put("deleted_at", row.deletedAt() == null ? null : "" + row.deletedAt());
        return shown;
    }
}
