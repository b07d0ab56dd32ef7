package dev.tallystick.lab.google;

import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.NumberFormat;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.SerialDate;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Value;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/// The demo: a spreadsheet "Sales pipeline" with the tabs Companies, which has its headers and nothing else, and
/// Contacts, which is filled; and somebody who works in it.
final class Pipeline {

    private static final int CONTACTS = 120;
    private static final List<String> STAGES = List.of("Lead", "Talking", "Offer", "Won", "Lost");

    private final Spreadsheet spreadsheet;
    private final long seed;
    private final Random random;
    private final Clock clock;

    Pipeline(Spreadsheet spreadsheet, long seed, Clock clock) {
        this.spreadsheet = spreadsheet;
        this.seed = seed;
        this.random = new Random(seed);
        this.clock = clock;
        People people = spreadsheet.people();
        people.renameTab("Sheet1", "Companies");
        people.row("Companies", "A1", "Name", "Industry", "Website", "Employees", "Founded", "Active", "Notes");
        people.freezeRows("Companies", 1);
        people.addTab("Contacts");
        people.row("Contacts", "A1", "Name", "Email", "Phone", "Company", "Stage", "Last contact", "Score");
        people.freezeRows("Contacts", 1);
        var rows = new PipelineRows(seed);
        for (int contact = 0; contact < CONTACTS; contact++) {
            people.row("Contacts", "A" + (contact + 2), rows.contact(contact));
        }
        people.format("Contacts", "F2:F" + (CONTACTS + 1), NumberFormat.date("yyyy-mm-dd"));
    }

    Spreadsheet spreadsheet() {
        return spreadsheet;
    }

    /// For whoever wants that tab filled, too.
    void fillCompanies() {
        var rows = new PipelineRows(seed);
        for (int company = 0; company < PipelineRows.COMPANIES; company++) {
            spreadsheet.people().row("Companies", "A" + (company + 2), rows.company(company));
        }
    }

    /// One thing changes: mostly a cell; now and then a row comes or goes, or all are sorted.
    synchronized void step() {
        People people = spreadsheet.people();
        if (spreadsheet.book().tab("Contacts").isEmpty()) {
            return;
        }
        List<List<String>> seen = people.seen("Contacts");
        int rows = seen.size();
        if (rows < 3) {
            return;
        }
        int row = 2 + random.nextInt(rows - 1);
        int what = random.nextInt(20);
        if (what == 0) {
            people.deleteRow("Contacts", row);
        } else if (what < 3) {
            people.row("Contacts", cell(seen, "Name", rows + 1), "New contact " + random.nextInt(10_000));
        } else if (what == 3) {
            people.sort("Contacts", letters(seen, "Name"), random.nextBoolean());
        } else if (what < 10) {
            people.type("Contacts", cell(seen, "Score", row), random.nextInt(101));
        } else if (what < 14) {
            LocalDate today = LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);
            people.type("Contacts", cell(seen, "Last contact", row), Value.of(SerialDate.of(today)));
        } else {
            people.type("Contacts", cell(seen, "Stage", row), STAGES.get(random.nextInt(STAGES.size())));
        }
    }

    /// Wherever that header has gone meanwhile; at the end where it is not there any more.
    private static String letters(List<List<String>> seen, String header) {
        int column = seen.getFirst().indexOf(header);
        return A1.letters(column < 0 ? seen.getFirst().size() : column);
    }

    private static String cell(List<List<String>> seen, String header, int row) {
        return letters(seen, header) + row;
    }
}
