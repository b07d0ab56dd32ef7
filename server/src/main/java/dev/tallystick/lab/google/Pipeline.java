package dev.tallystick.lab.google;

import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.InvalidEdit;
import dev.tallystick.lab.google.grid.NumberFormat;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.SerialDate;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Value;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/// The demo: a spreadsheet "Sales pipeline" with the tabs Companies and Deals, which have their headers and nothing
/// else until somebody brings rows, and Contacts, which is filled; and somebody who works in it.
final class Pipeline {

    static final String COMPANIES = "Companies";
    static final String DEALS = "Deals";
    private static final String CONTACTS = "Contacts";

    private static final int CONTACT_ROWS = 120;
    private static final List<String> CONTACT_STAGES = List.of("Lead", "Talking", "Offer", "Won", "Lost");
    private static final List<String> DEAL_STAGES = List.of("New", "Qualified", "Proposal", "Won", "Lost");

    /// Deals that people on both sides have their hands on, so that they now and then meet in one field.
    private static final List<String> BUSY = List.of(" 2001", " 2002", " 2003");

    private final Spreadsheet spreadsheet;
    private final long seed;
    private final Random random;
    private final Clock clock;
    private int typed = 5001;

    Pipeline(Spreadsheet spreadsheet, long seed, Clock clock) {
        this.spreadsheet = spreadsheet;
        this.seed = seed;
        this.random = new Random(seed);
        this.clock = clock;
        People people = spreadsheet.people();
        people.renameTab("Sheet1", COMPANIES);
        people.row(
                COMPANIES,
                "A1",
                "Name",
                "Status",
                "Industry",
                "Website",
                "Employees",
                "Customer since",
                "Notes",
                "Number of deals",
                "Volume");
        people.freezeRows(COMPANIES, 1);
        people.addTab(DEALS);
        people.row(
                DEALS, "A1", "Title", "Company", "Stage", "Amount", "Closes", "Contact", "Tags", "Signed", "Expected");
        people.freezeRows(DEALS, 1);
    }

    void addContacts() {
        People people = spreadsheet.people();
        people.addTab(CONTACTS);
        people.row(CONTACTS, "A1", "Name", "Email", "Phone", "Company", "Stage", "Last contact", "Score");
        people.freezeRows(CONTACTS, 1);
        var rows = new PipelineRows(seed);
        for (int contact = 0; contact < CONTACT_ROWS; contact++) {
            people.row(CONTACTS, "A" + (contact + 2), rows.contact(contact));
        }
        people.format(CONTACTS, "F2:F" + (CONTACT_ROWS + 1), NumberFormat.date("yyyy-mm-dd"));
    }

    Spreadsheet spreadsheet() {
        return spreadsheet;
    }

    /// For whoever wants that tab filled, too.
    void fillCompanies() {
        var rows = new PipelineRows(seed);
        for (int company = 0; company < PipelineRows.COMPANIES; company++) {
            spreadsheet.people().row(COMPANIES, "A" + (company + 2), rows.company(company));
        }
    }

    /// One thing changes: mostly a cell; now and then a row comes or goes, or all are sorted.
    synchronized void step() {
        int where = random.nextInt(4);
        try {
            if (where == 1 && filled(COMPANIES)) {
                companies();
            } else if (where > 1 && filled(DEALS)) {
                deals();
            } else {
                contacts();
            }
        } catch (InvalidEdit _) {
            // Somebody has renamed or protected what this person works with; the next step is about another.
        }
    }

    private void contacts() {
        List<List<String>> seen = rows(CONTACTS);
        if (seen.size() < 3) {
            return;
        }
        People people = spreadsheet.people();
        int row = 2 + random.nextInt(seen.size() - 1);
        int what = random.nextInt(20);
        if (what == 0) {
            people.deleteRow(CONTACTS, row);
        } else if (what < 3) {
            people.row(CONTACTS, cell(seen, "Name", seen.size() + 1), "New contact " + random.nextInt(10_000));
        } else if (what == 3) {
            people.sort(CONTACTS, letters(seen, "Name"), random.nextBoolean());
        } else if (what < 10) {
            people.type(CONTACTS, cell(seen, "Score", row), random.nextInt(101));
        } else if (what < 14) {
            LocalDate today = LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);
            people.type(CONTACTS, cell(seen, "Last contact", row), Value.of(SerialDate.of(today)));
        } else {
            people.type(CONTACTS, cell(seen, "Stage", row), CONTACT_STAGES.get(random.nextInt(CONTACT_STAGES.size())));
        }
    }

    private void companies() {
        List<List<String>> seen = rows(COMPANIES);
        People people = spreadsheet.people();
        int row = 2 + random.nextInt(seen.size() - 1);
        switch (random.nextInt(6)) {
            case 0 -> people.sort(COMPANIES, letters(seen, random.nextBoolean() ? "Name" : "Employees"), true);
            case 1 -> people.type(COMPANIES, cell(seen, "Notes", row), "Called " + random.nextInt(1000) + " times");
            case 2 ->
                people.type(
                        COMPANIES,
                        cell(seen, "Status", row),
                        PipelineRows.STATUSES.get(random.nextInt(PipelineRows.STATUSES.size())));
            default -> people.type(COMPANIES, cell(seen, "Employees", row), 3 + random.nextInt(400));
        }
    }

    private void deals() {
        List<List<String>> seen = rows(DEALS);
        People people = spreadsheet.people();
        int row = 2 + random.nextInt(seen.size() - 1);
        switch (random.nextInt(14)) {
            case 0 -> people.deleteRow(DEALS, row);
            case 1 -> addDeal(people, seen);
            case 2 -> people.sort(DEALS, letters(seen, random.nextBoolean() ? "Title" : "Closes"), true);
            case 3, 4, 5 -> people.type(DEALS, cell(seen, "Amount", row), (50 + random.nextInt(9000)) * 10);
            case 6 -> people.type(DEALS, cell(seen, "Signed", row), random.nextBoolean());
            case 7, 8 -> people.type(DEALS, cell(seen, "Stage", busy(seen, row)), stage());
            default -> people.type(DEALS, cell(seen, "Stage", row), stage());
        }
    }

    /// As people do: below the last row, and only what they know.
    private void addDeal(People people, List<List<String>> seen) {
        int below = seen.size() + 1;
        people.type(DEALS, cell(seen, "Title", below), "Walk-in " + typed++);
        people.type(DEALS, cell(seen, "Company", below), PipelineRows.companyName(random.nextInt(60)));
        people.type(DEALS, cell(seen, "Stage", below), "New");
    }

    private String stage() {
        return DEAL_STAGES.get(random.nextInt(DEAL_STAGES.size()));
    }

    /// The row of a deal that somebody on the other side works on, too; any other where it is gone.
    private int busy(List<List<String>> seen, int otherwise) {
        String wanted = BUSY.get(random.nextInt(BUSY.size()));
        int column = seen.getFirst().indexOf("Title");
        for (int row = 1; row < seen.size(); row++) {
            if (column >= 0
                    && column < seen.get(row).size()
                    && seen.get(row).get(column).endsWith(wanted)) {
                return row + 1;
            }
        }
        return otherwise;
    }

    private boolean filled(String tab) {
        return rows(tab).size() > 2;
    }

    /// Nothing where the tab is gone.
    private List<List<String>> rows(String tab) {
        return spreadsheet.book().tab(tab).isEmpty()
                ? List.of()
                : spreadsheet.people().seen(tab);
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
