package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One page of a listing. Source: airtable.com/developers/web/api/list-records.
final class ListRecords {

    private final Table table;
    private final Listings listings;

    ListRecords(Table table, Listings listings) {
        this.table = table;
        this.listings = listings;
    }

    Map<String, Object> page(Call call) {
        ListRequest asked = ListRequest.of(call);
        List<Field> fields = fields(asked);
        if (call.meets(Fault.Kind.SHRINK)) {
            List.copyOf(table.rows.keySet()).stream()
                    .limit(number(call, 3))
                    .forEach(id ->
                            table.remove(id, table.base.collaborators.getFirst().id()));
        }
        Listings.Listing listing =
                asked.offset().isEmpty() ? listings.begin(asked.scope(table), found(asked)) : resume(call, asked);
        int from = listing.place(asked.offset());
        int rows = call.meets(Fault.Kind.SHORT_PAGE) ? number(call, 1) : asked.pageSize();
        if (call.meets(Fault.Kind.MISSING_PAGE)) {
            from = Math.min(from + rows, listing.records.size());
        } else if (call.meets(Fault.Kind.DUPLICATE_PAGE)) {
            from = Math.max(0, from - asked.pageSize());
        }
        int to = Math.min(from + rows, listing.records.size());
        if (call.meets(Fault.Kind.MOVING_ROW)) {
            to = move(
                    listing,
                    from,
                    to,
                    "" + Optional.ofNullable(call.fault()).map(Fault::value).orElse(""));
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("records", records(call, listing.records.subList(from, to), asked, fields));
        if (to < listing.records.size()) {
            page.put("offset", listing.offset(call.meets(Fault.Kind.CURSOR_LOOP) ? from : to));
        }
        return page;
    }

    private Listings.Listing resume(Call call, ListRequest asked) {
        Listings.Listing listing = listings.resume(asked.offset(), asked.scope(table));
        if (call.meets(Fault.Kind.ITERATOR_GONE)) {
            listings.forget(listing);
            throw Rejected.listingGone();
        }
        return listing;
    }

    private static int number(Call call, int otherwise) {
        Fault fault = call.fault();
        return fault == null || fault.value().isEmpty() ? otherwise : Integer.parseInt(fault.value());
    }

    /// A row goes from behind this page to before it, and is missed; or from this page to the end, and comes twice.
    ///
    /// @return the new end of the page
    private static int move(Listings.Listing listing, int from, int to, String how) {
        if (how.equals("twice")) {
            if (from < to) {
                listing.records.add(listing.records.get(from));
            }
        } else if (to < listing.records.size()) {
            listing.records.remove(to);
        }
        return to;
    }

    private List<Object> records(Call call, List<String> ids, ListRequest asked, List<Field> fields) {
        var show = new ShowRecord(table);
        List<Object> records = new ArrayList<>();
        for (String id : ids) {
            Row row = table.rows.get(id);
            if (row != null) {
                records.add(show.of(row, fields, asked));
            }
        }
        if (call.meets(Fault.Kind.PARTIAL_PAGE)) {
            int lost = Math.min(number(call, records.size() / 2), records.size());
            return records.subList(0, records.size() - lost);
        }
        return records;
    }

    private List<Field> fields(ListRequest asked) {
        return asked.fields().isEmpty()
                ? List.copyOf(table.fields.values())
                : asked.fields().stream()
                        .map(name -> table.find(name).orElseThrow(() -> Rejected.unknownField(name)))
                        .toList();
    }

    private List<String> found(ListRequest asked) {
        View view = asked.view().isEmpty()
                ? null
                : table.findView(asked.view())
                        .orElseThrow(() ->
                                new Rejected(422, "VIEW_NAME_NOT_FOUND", "View " + asked.view() + " was not found"));
        Formula filter = filter(asked.filter());
        Formula within = view == null || view.filter() == null ? null : filter(view.filter());
        return ordered(asked, view).stream()
                .filter(row -> within == null || EvaluateFormula.keeps(table, row, within))
                .filter(row -> filter == null || EvaluateFormula.keeps(table, row, filter))
                .limit(asked.maxRecords())
                .map(row -> row.id)
                .toList();
    }

    private @Nullable Formula filter(String text) {
        if (text.isEmpty()) {
            return null;
        }
        Formula formula;
        try {
            formula = ParseFormula.of(text);
        } catch (Formula.Unreadable unreadable) {
            throw Rejected.formula("" + unreadable.getMessage());
        }
        List<String> unknown = formula.cells()
                .filter(name -> table.find(name).isEmpty())
                .distinct()
                .toList();
        if (!unknown.isEmpty()) {
            throw Rejected.formula(
                    "Unknown field names: " + String.join(", ", unknown).toLowerCase(java.util.Locale.ROOT));
        }
        return formula;
    }

    /// By the sort that was asked for, else as the view has it, and without either in an order that means nothing.
    private List<Row> ordered(ListRequest asked, @Nullable View view) {
        List<View.Sort> sorts = !asked.sort().isEmpty() || view == null ? asked.sort() : view.order();
        List<Row> rows = new ArrayList<>(table.rows.values());
        if (sorts.isEmpty()) {
            if (view == null) {
                rows.sort(Comparator.comparing(row -> row.id));
            }
            return rows;
        }
        var values = new CellValue(table);
        Comparator<Row> order = (_, _) -> 0;
        for (View.Sort sort : sorts) {
            Field field = table.find(sort.field()).orElseThrow(() -> Rejected.unknownField(sort.field()));
            Comparator<Row> one = (left, right) -> compare(values.of(left, field), values.of(right, field));
            order = order.thenComparing(sort.descending() ? one.reversed() : one);
        }
        rows.sort(order);
        return rows;
    }

    /// What is empty comes first.
    private static int compare(@Nullable Object left, @Nullable Object right) {
        return left == null || right == null
                ? Boolean.compare(left != null, right != null)
                : FormulaValue.compare(left, right);
    }
}
