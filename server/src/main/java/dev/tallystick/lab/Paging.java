package dev.tallystick.lab;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How the services hand out a table piece by piece, and how that goes wrong when a fault wants it.
final class Paging {

    private Paging() {}

    /// @param cursor of the next page, or null on the last
    record Page(
            List<LabTable.Row> rows, long total, @Nullable String cursor) {
        boolean more() {
            return cursor != null;
        }
    }

    /// By an opaque cursor, which a row that is added or deleted meanwhile does not disturb.
    static Page byCursor(Call call, LabTable table, int limit) {
        shrink(call, table);
        Optional<Instant> since = since(call);
        String cursor = call.asked("cursor").orElse(null);
        String[] place = cursor == null ? new String[] {"0"} : open(cursor);
        try {
            LabTable.Slice slice;
            String next;
            if (since.isPresent()) {
                LabTable.Mark after =
                        place.length == 2 ? new LabTable.Mark(Instant.parse(place[0]), Long.parseLong(place[1])) : null;
                slice = table.changedSince(since.get(), after, twisted(call, 0, limit), limit);
                LabTable.Mark last = slice.last();
                next = last == null ? "" : last.at() + " " + last.index();
            } else {
                slice = table.sliceFromIndex(twisted(call, Long.parseLong(place[0]), limit), limit);
                next = "" + slice.from();
            }
            String onward = slice.more() ? seal(next) : null;
            return new Page(
                    slice.rows(),
                    table.size(),
                    call.meets(Fault.Kind.CURSOR_LOOP)
                            ? Optional.ofNullable(cursor).orElse(seal("0"))
                            : onward);
        } catch (DateTimeException | NumberFormatException _) {
            throw unknownCursor();
        }
    }

    /// By offset, which is disturbed: a row deleted meanwhile makes the next page leave one out.
    static Page byOffset(Call call, LabTable table, long offset, int limit) {
        shrink(call, table);
        long from = twisted(call, offset, limit);
        Optional<Instant> since = since(call);
        LabTable.Slice slice =
                since.isPresent() ? table.changedSince(since.get(), null, from, limit) : table.slice(from, limit);
        boolean more = slice.more() || call.meets(Fault.Kind.CURSOR_LOOP);
        return new Page(slice.rows(), table.size(), more ? "" + (offset + limit) : null);
    }

    private static void shrink(Call call, LabTable table) {
        Fault fault = call.fault();
        if (fault != null && call.meets(Fault.Kind.SHRINK)) {
            table.shrink(fault.value().isEmpty() ? 3 : Integer.parseInt(fault.value()));
        }
    }

    private static long twisted(Call call, long from, int limit) {
        if (call.meets(Fault.Kind.DUPLICATE_PAGE)) {
            return Math.max(0, from - limit);
        }
        return call.meets(Fault.Kind.MISSING_PAGE) ? from + limit : from;
    }

    static Optional<Instant> since(Call call) {
        return call.asked("updated_since").map(text -> {
            try {
                return text.matches("\\d+") ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text);
            } catch (DateTimeException | NumberFormatException _) {
                throw new Refusal(
                        Reply.problem(400, "bad-parameter", "updated_since must be an RFC 3339 time or epoch seconds"));
            }
        });
    }

    /// The row for people: its fields, then its time of change, then its time of deletion.
    static Map<String, @Nullable Object> shown(LabTable table, LabTable.Row row, @Nullable Object updatedAt) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>(row.fields());
        shown.put(table.updatedField(), updatedAt);
        return shown;
    }

    private static String seal(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static String[] open(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ");
        } catch (IllegalArgumentException _) {
            throw unknownCursor();
        }
    }

    private static Refusal unknownCursor() {
        return new Refusal(Reply.problem(410, "cursor-gone", "This cursor is not known; start the listing again"));
    }
}
