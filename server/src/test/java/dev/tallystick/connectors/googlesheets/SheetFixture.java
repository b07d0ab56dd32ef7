package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.OpenTable.Batch;
import dev.tallystick.connector.OpenTable.Guard;
import dev.tallystick.connector.OpenTable.Loose;
import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Shape;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.ApiCall;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// A spreadsheet of the lab, with somebody at the page and a connector beside.
final class SheetFixture implements AutoCloseable {
    static final String TAB = "Sheet1";
    private static final AtomicLong IDS = new AtomicLong(1);

    final Lab lab;
    final Spreadsheet sheet;
    final People people;
    final EgressClient egress;

    SheetFixture(String zone) {
        lab = Lab.start(Lab.Options.STANDARD);
        lab.google().quota().lift();
        sheet = lab.google().create("Clients", "en_US", zone);
        people = sheet.people();
        egress = new EgressClient(lab.allowed());
    }

    SheetFixture() {
        this("Etc/GMT");
    }

    Map<String, Object> settings() {
        return Map.of(
                "spreadsheet",
                sheet.id(),
                "client_id",
                "123-lab.apps.googleusercontent.com",
                "client_secret",
                "hush-hush",
                "base_url",
                lab.uri("/google").toString());
    }

    Surroundings surroundings() {
        return new Surroundings(
                "1/sales",
                List.of(),
                Clock.systemUTC(),
                () -> false,
                Budget.UNLIMITED,
                token(lab.google().token()));
    }

    static AccessTokens token(String token) {
        return new AccessTokens() {
            @Override
            public String current() {
                return token;
            }

            @Override
            public String refreshed(String refused) {
                return token;
            }
        };
    }

    GoogleSheetsConnector connector() {
        return new GoogleSheetsConnector(
                egress::send, (_, stopping) -> !stopping.getAsBoolean(), 2, Duration.ofMinutes(3));
    }

    OpenTable open(Map<String, Object> options) {
        return connector()
                .open(new SettingValues(settings()), surroundings())
                .table(new TableRef("gid=0", new SettingValues(options)));
    }

    static final List<Wish> WISHES = List.of(
            new Wish("Name", FieldType.TEXT, true),
            new Wish("Amount", FieldType.DECIMAL, true),
            new Wish("Status", FieldType.TEXT, true));

    /// Five rows with ids: Ada to Eve.
    OpenTable filled() {
        people.row(TAB, "A1", "Name", "Amount", "Status", "Note", "Tallystick ID");
        var names = List.of("Ada", "Bob", "Cid", "Dot", "Eve");
        for (int i = 0; i < names.size(); i++) {
            people.row(TAB, "A" + (i + 2), names.get(i), (i + 1) * 10, "open", "note " + i, "id-" + (i + 1));
        }
        var table = open(Map.of());
        table.prepare(WISHES, null, true);
        return table;
    }

    /// What a listing brings.
    record Listed(Map<String, Row> rows, List<Loose> loose, List<Source.Unreadable> unreadable) {
        String text(String id, String field) {
            return rows.get(id).value(field) instanceof Value.Text(String text)
                    ? text
                    : String.valueOf(rows.get(id).value(field));
        }
    }

    static Listed list(OpenTable table) {
        var rows = new TreeMap<String, Row>();
        var loose = new ArrayList<Loose>();
        var unreadable = new ArrayList<Source.Unreadable>();
        table.list(new Source.Request(null), page -> {
            page.rows().forEach(row -> rows.put(row.id(), row));
            loose.addAll(page.loose());
            unreadable.addAll(page.unreadable());
        });
        return new Listed(rows, loose, unreadable);
    }

    static Write update(String id, String field, String before, String after) {
        return new Write(
                "w" + IDS.incrementAndGet(),
                Kind.UPDATE,
                id,
                null,
                Map.of(field, Value.text(before)),
                Map.of(field, Value.text(after)));
    }

    static Write create(Map<String, Value> values) {
        return new Write("w" + IDS.incrementAndGet(), Kind.CREATE, null, null, Map.of(), values);
    }

    static Write delete(OpenTable table, String id) {
        return new Write(
                "w" + IDS.incrementAndGet(),
                Kind.DELETE,
                id,
                null,
                list(table).rows().get(id).values(),
                Map.of());
    }

    static Write stamp(Loose loose) {
        var id = "w" + IDS.incrementAndGet();
        return new Write(id, Kind.UPDATE, RowId.of(id), loose.place(), loose.values(), Map.of());
    }

    static Batch batch(Write... writes) {
        return new Batch("batch-" + IDS.incrementAndGet(), null, List.of(writes));
    }

    static Outcome write(OpenTable table, Write... writes) {
        Guard guard = table.guard(List.of(writes));
        return table.write(batch(writes), guard);
    }

    static boolean batchUpdate(ApiCall call) {
        return call.is("spreadsheets.batchUpdate");
    }

    /// The column as people see it, from row 2.
    List<String> column(String header) {
        var seen = people.seen(TAB);
        int at = seen.getFirst().indexOf(header);
        return seen.stream()
                .skip(1)
                .map(row -> at < row.size() ? row.get(at) : "")
                .toList();
    }

    Shape prepare(OpenTable table) {
        return table.prepare(WISHES, null, true);
    }

    @Override
    public void close() {
        egress.close();
        lab.close();
    }
}
