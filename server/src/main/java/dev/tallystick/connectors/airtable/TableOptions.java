package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a sync says of its table beside the name.
///
/// @param view only the rows of this view, by id or name
/// @param filter only the rows for which this formula holds
/// @param create make the table and the fields that are missing
/// @param createOptions make an option that a select lacks
/// @param marker the field that only Tallystick writes, by id or name
/// @param batch rows in one writing call
record TableOptions(
        Optional<String> view,
        Optional<String> filter,
        boolean create,
        boolean createOptions,
        Optional<String> marker,
        int batch) {

    /// Airtable takes no more. Source: airtable.com/developers/web/api/create-records and its neighbours.
    static final int MOST_ROWS = 10;

    static final Settings SETTINGS = Settings.of(
            Setting.optional("key", Kind.TEXT, "The field that rows are matched by; the sync names it."),
            Setting.optional("view", Kind.TEXT, "Only the rows of this view, by its name or id (viw…)."),
            Setting.optional("filter", Kind.TEXT, "Only the rows for which this Airtable formula holds."),
            Setting.optional("create", Kind.BOOLEAN, "Make the table and the fields that are missing; off by default."),
            Setting.optional(
                    "create_options",
                    Kind.BOOLEAN,
                    "Make an option that a select field lacks instead of refusing the row; off by default."),
            Setting.optional(
                    "marker_field",
                    Kind.TEXT,
                    "A text field that only Tallystick writes; with it, a created row is found again for certain."),
            Setting.optional("batch", Kind.NUMBER, "Rows in one writing call, 1 to 10; 10 by default."));

    static TableOptions of(SettingValues values) {
        return new TableOptions(
                values.filled("view"),
                values.filled("filter"),
                values.flag("create", false),
                values.flag("create_options", false),
                values.filled("marker_field"),
                (int) values.number("batch", MOST_ROWS));
    }

    static List<String> faults(SettingValues values) {
        List<String> faults = new ArrayList<>();
        long batch = values.number("batch", MOST_ROWS);
        if (batch < 1 || batch > MOST_ROWS) {
            faults.add("The 'batch' must be from 1 to 10: Airtable takes no more rows in one call.");
        }
        return faults;
    }

    /// Whether a listing shows every row of the table.
    boolean all() {
        return view.isEmpty() && filter.isEmpty();
    }
}
