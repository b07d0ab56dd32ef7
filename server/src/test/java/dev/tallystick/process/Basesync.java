package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.lab.airtable.Writes;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Spreadsheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The basesync example, in earnest, against a lab in this JVM, which outlives every process that writes to it; with
/// people who edit the base and the sheet between its runs.
final class Basesync implements AutoCloseable {
    private static final String COMPANIES = "Companies";

    private final Lab lab = Lab.start(Lab.Options.STANDARD);
    private final Base base;
    private final Spreadsheet sheet;
    private final String keyFile;
    private final Path config;
    private int made;

    Basesync(Path folder, int companies, int deals) {
        lab.google().quota().lift();
        base = lab.airtable().addSales("appLabJourney0001", companies, deals);
        sheet = lab.google().addSales("Journey");
        var account = lab.google().oauth().serviceAccount("tallystick");
        keyFile = lab.google().oauth().keyFile(account);
        sheet.share(account.email(), Spreadsheet.Role.WRITER);
        config = folder.resolve("tallystick.yaml");
        var allow = "    allow: [\"127.0.0.1:" + lab.port() + "\"]\n";
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    config,
                    packed().replaceAll("(?m)^ +(schedule|rehearsal|client_id|client_secret):.*\n", "")
                            .replace("    title: Airtable\n", "    title: Airtable\n" + allow)
                            .replace(
                                    "    title: Sheets\n    settings:\n",
                                    "    title: Sheets\n" + allow
                                            + "    settings:\n      service_account: \"${GOOGLE_SERVICE_ACCOUNT}\"\n")
                            .replace("batch_rows: 100", "batch_rows: 10")
                            // People are at work on both sides before the first run.
                            .replace(
                                    "    validation: lenient\n",
                                    "    validation: lenient\n    first_match: { differing: left, left_alone: create,"
                                            + " right_alone: create }\n")
                            .replace(
                                    "    attempts: 3\n",
                                    "    attempts: 20\n    retry: { backoff: exponential, wait: 1s }\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packed() {
        try (var in = Basesync.class.getResourceAsStream("/examples/basesync/tallystick.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What would still land of a call that a kill cut off lands at once, for the lab is in this process.
    String[] arguments() {
        return new String[] {
            "--port",
            "0",
            "--config",
            config.toString(),
            "--",
            "--tallystick.google-sheets.settle-after=3s",
            "--tallystick.airtable.settle-after=3s"
        };
    }

    Map<String, String> environment() {
        return Map.of(
                "AIRTABLE_TOKEN", AirtableApi.KEY,
                "AIRTABLE_BASE", base.id(),
                "AIRTABLE_URL", lab.uri("/airtable").toString(),
                "GOOGLE_SERVICE_ACCOUNT", keyFile,
                "GOOGLE_SPREADSHEET", sheet.id(),
                "GOOGLE_URL", lab.uri("/google").toString());
    }

    /// Rows are added and changed on both sides, never the same field of one row on both.
    void people(SplittableRandom random) {
        var known = List.copyOf(base.table(COMPANIES).records());
        for (int i = 0; i < 12; i++) {
            base.people().insert(COMPANIES, Map.of("Name", "Base " + made, "Employees", made));
            var rows = sheet.people().seen(COMPANIES);
            int below = rows.size() + 1;
            type(rows, "Name", below, "Sheet " + made);
            type(rows, "Notes", below, "typed " + made);
            made++;
            base.people().edit(COMPANIES, known.get(random.nextInt(known.size())), "Employees", 1_000 + made);
            if (rows.size() > 2) {
                type(rows, "Notes", 2 + random.nextInt(rows.size() - 1), "note " + made);
            }
        }
        if (random.nextBoolean()) {
            sheet.people().sort(COMPANIES, "A", random.nextBoolean());
        }
    }

    /// One of the next writing calls is carried out, and nobody hears of it.
    void silence(SplittableRandom random) {
        var paths = List.of(
                "POST /airtable/v0/" + base.id() + "/",
                "PATCH /airtable/v0/" + base.id() + "/",
                "POST /google/v4/spreadsheets/" + sheet.id() + ":batchUpdate");
        lab.faults()
                .add(Fault.of(Fault.Kind.SILENCE_AFTER, paths.get(random.nextInt(paths.size())))
                        .after(random.nextInt(3)));
    }

    /// Whether that call has come.
    boolean silenced() {
        return lab.faults().list().isEmpty();
    }

    void answer() {
        lab.faults().clear();
    }

    private void type(List<List<String>> rows, String field, int row, Object value) {
        sheet.people().type(COMPANIES, A1.letters(rows.getFirst().indexOf(field)) + row, value);
    }

    int companies() {
        return base.table(COMPANIES).records().size();
    }

    /// One row on each side for every key, with the same values, and no key created twice by us.
    void assertInAgreement() {
        agrees(COMPANIES, "Name", List.of("Employees", "Notes"));
        agrees("Deals", "Title", List.of("Stage", "Contact"));
        var created = lab.airtable().writes().entries().stream()
                .filter(write -> write.kind() == Writes.Kind.CREATE)
                .map(write -> write.table() + "/" + new TreeMap<>(write.fields()))
                .collect(Collectors.groupingBy(key -> key, TreeMap::new, Collectors.counting()));
        assertThat(created.values()).as("%s", created).allMatch(times -> times == 1);
        assertThat(lab.airtable().writes().entries())
                .as("nothing was deleted")
                .noneMatch(write -> write.kind() == Writes.Kind.DELETE);
    }

    private void agrees(String table, String key, List<String> fields) {
        var left = new TreeMap<String, List<String>>();
        var doubled = new TreeSet<String>();
        var of = base.table(table);
        for (var id : of.records()) {
            var record = of.record(id).orElseThrow();
            var name = String.valueOf(record.get(key));
            var values = fields.stream()
                    .map(field -> Objects.toString(record.get(field), ""))
                    .toList();
            if (left.put(name, values) != null) {
                doubled.add(name);
            }
        }
        var right = new TreeMap<String, List<String>>();
        var rows = sheet.people().seen(table);
        var header = rows.getFirst();
        for (var row : rows.subList(1, rows.size())) {
            var name = at(row, header.indexOf(key));
            var values =
                    fields.stream().map(field -> at(row, header.indexOf(field))).toList();
            if (right.put(name, values) != null) {
                doubled.add(name);
            }
        }
        assertThat(doubled).as("rows of " + table + " that are there twice").isEmpty();
        assertThat(right).as(table).isEqualTo(left);
    }

    private static String at(List<String> row, int column) {
        return column < row.size() ? row.get(column) : "";
    }

    @Override
    public void close() {
        lab.close();
    }
}
