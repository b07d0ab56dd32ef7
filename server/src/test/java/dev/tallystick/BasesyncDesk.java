package dev.tallystick;

import dev.tallystick.lab.airtable.AirtableDemo;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Spreadsheet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A base and a spreadsheet of the lab with nobody else at work in them, and the two syncs of the basesync example
/// between them, under names that no other test has met.
final class BasesyncDesk {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final ExampleServer server;
    final Base base;
    final Spreadsheet sheet;
    private final int number = NUMBERS.incrementAndGet();

    /// @param edit of the example's file
    BasesyncDesk(ExampleServer server, int companies, int deals, UnaryOperator<String> edit) {
        this.server = server;
        server.lab().google().quota().lift();
        base = server.lab().airtable().addSales("appLabDesk%07d".formatted(number), companies, deals);
        sheet = server.lab().google().addSales("Desk " + number);
        apply(edit);
    }

    BasesyncDesk(ExampleServer server, int companies, int deals) {
        this(server, companies, deals, text -> text);
    }

    void apply(UnaryOperator<String> edit) {
        server.edit(text -> edit.apply(ExampleServer.withoutSchedules(text))
                .replace("${AIRTABLE_BASE:-appLabSalesCrm001}", base.id())
                .replace("${GOOGLE_SPREADSHEET:-1LabSalesPipeline0000000001}", sheet.id())
                .replace("${GOOGLE_CLIENT_ID:-lab}", "lab" + number)
                .replaceAll("(?m)^  (airtable|sheets|companies|deals):", "  $1" + number + ":")
                .replaceAll("connection: (airtable|sheets)", "connection: $1" + number));
    }

    String name(String example) {
        return example + number;
    }

    JsonNode run(String sync) {
        return server.sync(name(sync) + "?full=true");
    }

    // ---- the page

    List<List<String>> seen(String tab) {
        return sheet.people().seen(tab);
    }

    /// The row of a title or name, from 1 as the page counts; 0 where there is none.
    int row(String tab, String key) {
        var rows = seen(tab);
        int column = rows.getFirst().indexOf(tab.equals("Deals") ? "Title" : "Name");
        for (int row = 1; row < rows.size(); row++) {
            if (column < rows.get(row).size() && rows.get(row).get(column).equals(key)) {
                return row + 1;
            }
        }
        return 0;
    }

    long rows(String tab, String key) {
        var rows = seen(tab);
        int column = rows.getFirst().indexOf(tab.equals("Deals") ? "Title" : "Name");
        return rows.stream()
                .skip(1)
                .filter(row -> column < row.size() && row.get(column).equals(key))
                .count();
    }

    String cell(String tab, String key, String field) {
        var rows = seen(tab);
        int column = rows.getFirst().indexOf(field);
        var row = rows.get(row(tab, key) - 1);
        return column < row.size() ? row.get(column) : "";
    }

    void type(String tab, String key, String field, @Nullable Object value) {
        typeInto(tab, row(tab, key), field, value);
    }

    void typeInto(String tab, int row, String field, @Nullable Object value) {
        int column = seen(tab).getFirst().indexOf(field);
        sheet.people().type(tab, A1.letters(column) + row, value);
    }

    // ---- the base

    String record(String table, String key) {
        return records(table, key).getFirst();
    }

    List<String> records(String table, String key) {
        var of = base.table(table);
        return of.records().stream()
                .filter(id -> key.equals(of.record(id).orElseThrow().get(table.equals("Deals") ? "Title" : "Name")))
                .toList();
    }

    String path(String table) {
        return "/airtable/v0/" + base.id() + "/" + base.table(table).id();
    }

    @Nullable
    Object field(String table, String key, String field) {
        return base.table(table).record(record(table, key)).orElseThrow().get(field);
    }

    void edit(String table, String key, String field, @Nullable Object value) {
        base.people().edit(table, record(table, key), field, value);
    }

    String company(int index) {
        return key(AirtableDemo.COMPANIES, "Name", index);
    }

    String deal(int index) {
        return key(AirtableDemo.DEALS, "Title", index);
    }

    private String key(String table, String field, int index) {
        var of = base.table(table);
        return Objects.requireNonNull(
                        of.record(of.records().get(index)).orElseThrow().get(field))
                .toString();
    }

    void insertCompany(String name) {
        base.people().insert("Companies", Map.of("Name", name));
    }

    /// Every write that anybody's API carried out in the two.
    int writes() {
        return (int) (server.lab().airtable().writes().entries().stream()
                        .filter(write -> write.base().equals(base.id()))
                        .count()
                + server.lab().google().writes().of(sheet.id()).size());
    }
}
