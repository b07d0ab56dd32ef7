package dev.tallystick.lab.plaid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happened to the transactions of one item, in order, and what they say now. A window of it is told collapsed: of
/// each transaction the last that happened.
final class Changes {
    private enum Kind {
        ADDED,
        MODIFIED,
        REMOVED
    }

    private record Entry(Kind kind, String id) {}

    /// @param last its place in the log
    private record Told(int last, Kind kind, String id) {}

    /// @param next the place that the next page begins at
    record Page(
            List<Map<String, @Nullable Object>> added,
            List<Map<String, @Nullable Object>> modified,
            List<Map<String, @Nullable Object>> removed,
            int next,
            boolean more) {}

    private final List<Entry> log = new ArrayList<>();
    private final Map<String, Integer> addedAt = new LinkedHashMap<>();
    private final Map<String, Map<String, @Nullable Object>> transactions = new LinkedHashMap<>();
    private final Map<String, String> accounts = new LinkedHashMap<>();

    int size() {
        return log.size();
    }

    void add(Map<String, @Nullable Object> transaction) {
        var id = String.valueOf(transaction.get("transaction_id"));
        transactions.put(id, transaction);
        accounts.put(id, String.valueOf(transaction.get("account_id")));
        addedAt.put(id, log.size());
        log.add(new Entry(Kind.ADDED, id));
    }

    void change(String id, String field, @Nullable Object value) {
        var changed = new LinkedHashMap<>(transaction(id));
        changed.put(field, value);
        transactions.put(id, changed);
        log.add(new Entry(Kind.MODIFIED, id));
    }

    void remove(String id) {
        transaction(id);
        transactions.remove(id);
        log.add(new Entry(Kind.REMOVED, id));
    }

    Map<String, @Nullable Object> transaction(String id) {
        var transaction = transactions.get(id);
        if (transaction == null) {
            throw new IllegalArgumentException("There is no transaction " + id);
        }
        return transaction;
    }

    List<String> ids() {
        return List.copyOf(transactions.keySet());
    }

    /// @param start where the loop of calls began
    /// @param from where this page begins
    /// @param end where the log ended when the loop began
    /// @param all whether a removal is told although the loop never told of the transaction
    Page page(int start, int from, int end, int count, boolean all) {
        var window = new LinkedHashMap<String, Told>();
        for (int place = start; place < end; place++) {
            var entry = log.get(place);
            var before = addedAt.getOrDefault(entry.id(), 0) < start;
            var kind = entry.kind() == Kind.REMOVED ? Kind.REMOVED : before ? Kind.MODIFIED : Kind.ADDED;
            window.put(entry.id(), new Told(place, kind, entry.id()));
            if (kind == Kind.REMOVED && !before && !all) {
                window.remove(entry.id());
            }
        }
        var left = window.values().stream()
                .filter(told -> told.last() >= from)
                .sorted(Comparator.comparingInt(Told::last))
                .toList();
        var told = left.subList(0, Math.min(count, left.size()));
        var more = told.size() < left.size();
        return new Page(
                shown(told, Kind.ADDED),
                shown(told, Kind.MODIFIED),
                shown(told, Kind.REMOVED),
                more ? told.getLast().last() + 1 : end,
                more);
    }

    private List<Map<String, @Nullable Object>> shown(List<Told> told, Kind kind) {
        return told.stream()
                .filter(each -> each.kind() == kind)
                .filter(each -> kind == Kind.REMOVED || transactions.containsKey(each.id()))
                .map(each -> kind == Kind.REMOVED ? removed(each.id()) : transaction(each.id()))
                .toList();
    }

    private Map<String, @Nullable Object> removed(String id) {
        Map<String, @Nullable Object> removed = new LinkedHashMap<>();
        removed.put("account_id", accounts.get(id));
        removed.put("transaction_id", id);
        return removed;
    }
}
