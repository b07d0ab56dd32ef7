package dev.tallystick.lab.google;

import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import java.util.List;
import java.util.Locale;

/// The demo's spreadsheet "Master data", shared by link: Brands, Packages, Therapists and Schedules, as an operations
/// team keeps them, with the slips that happen: a price that is no number, a row without a code, a code twice.
final class MasterSheet {
    static final int PACKAGES = 1182;
    static final int THERAPISTS = 1350;
    static final int SCHEDULES = 1471;

    static final int BRAND_ROWS = 12;
    static final int PACKAGE_ROWS = 40;
    static final int THERAPIST_ROWS = 150;
    static final int SCHEDULE_ROWS = 60;

    /// Every so many therapists is a FLAT one, who is paid otherwise and kept elsewhere.
    static final int EVERY_FLAT = 25;

    private static final List<String> WORDS =
            List.of("Lotus", "Cedar", "Amber", "Harbour", "Linden", "Juniper", "Saffron", "Willow");
    private static final List<String> CITIES = List.of("Vienna", "Hamburg", "Porto", "Turin");
    private static final List<String> NAMES =
            List.of("Ana", "Ben", "Chiara", "Dmitri", "Elif", "Femi", "Gül", "Hana", "Íris", "Jules");
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat");

    private MasterSheet() {}

    static Spreadsheet fill(Spreadsheet spreadsheet) {
        var people = spreadsheet.people();
        people.renameTab("Sheet1", "Brands");
        people.row("Brands", "A1", "Code", "Name", "Country", "Active");
        for (int row = 1; row <= BRAND_ROWS; row++) {
            people.row(
                    "Brands",
                    "A" + (row + 1),
                    code("BR", row),
                    word(row) + " " + CITIES.get(row % CITIES.size()),
                    row % 2 == 0 ? "AT" : "DE",
                    row % 5 != 0);
        }
        add(spreadsheet, PACKAGES, "Packages");
        people.row("Packages", "A1", "Code", "Brand code", "Name", "Price", "Minutes");
        for (int row = 1; row <= PACKAGE_ROWS; row++) {
            people.row(
                    "Packages",
                    "A" + (row + 1),
                    code("PK", row),
                    code("BR", 1 + row % BRAND_ROWS),
                    word(row) + " " + 30 * (1 + row % 4),
                    row == 17 ? "on request" : 39 + row,
                    30 * (1 + row % 4));
        }
        add(spreadsheet, THERAPISTS, "Therapists");
        people.row("Therapists", "A1", "Code", "Name", "Type", "Brand code", "City");
        for (int row = 1; row <= THERAPIST_ROWS; row++) {
            people.row(
                    "Therapists",
                    "A" + (row + 1),
                    row == 80 ? "" : code("TH", row == 91 ? 90 : row),
                    NAMES.get(row % NAMES.size()) + " " + word(row / 3),
                    row % EVERY_FLAT == 0 ? "FLAT" : "HOURLY",
                    code("BR", 1 + row % BRAND_ROWS),
                    CITIES.get(row % CITIES.size()));
        }
        add(spreadsheet, SCHEDULES, "Schedules");
        people.row("Schedules", "A1", "Therapist code", "Day", "From", "To");
        for (int row = 1; row <= SCHEDULE_ROWS; row++) {
            people.row(
                    "Schedules",
                    "A" + (row + 1),
                    code("TH", 1 + (row - 1) / DAYS.size()),
                    DAYS.get((row - 1) % DAYS.size()),
                    "'0" + (7 + row % 3) + ":00",
                    "'1" + (4 + row % 5) + ":30");
        }
        spreadsheet.shareByLink(true);
        return spreadsheet;
    }

    private static void add(Spreadsheet spreadsheet, int gid, String title) {
        spreadsheet.edit(
                GoogleApi.OWNER,
                "added a tab",
                book -> book.addTab(gid, title, Tab.Type.GRID, book.tabs().size(), Tab.NEW_ROWS, Tab.NEW_COLUMNS));
    }

    private static String code(String kind, int number) {
        return String.format(Locale.ROOT, "%s-%03d", kind, number);
    }

    private static String word(int number) {
        return WORDS.get(number % WORDS.size());
    }
}
