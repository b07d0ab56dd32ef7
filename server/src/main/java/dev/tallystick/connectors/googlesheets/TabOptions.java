package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.connector.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// What a sync says of a tab.
///
/// @param title of the tab, where it is not named by its gid
/// @param gid the tab's lasting number, as in the address of the open tab
/// @param headerRow from 0
/// @param idColumn header of the column with the ids; "" where the key is the identity
/// @param key header of the key column; "" when none is named
/// @param create a missing tab, header or column is made
record TabOptions(
        String title, OptionalInt gid, int headerRow, String idColumn, String key, boolean create, int batchRows) {
    private static final String HEADER_ROW = "header_row";
    private static final String ID_COLUMN = "id_column";
    private static final String KEY = "key";
    private static final String CREATE = "create";
    private static final String BATCH_ROWS = "batch_rows";

    private static final String USUAL_ID_COLUMN = "Tallystick ID";
    private static final String NO_ID_COLUMN = "none";
    private static final int USUAL_BATCH = 500;

    /// A call may carry more, and 2 MB are advised. (Sheets API, usage limits)
    private static final int LARGEST_BATCH = 1000;

    private static final Pattern GID = Pattern.compile("gid[=:]\\s*(\\d{1,10})");

    static final Settings SETTINGS = Settings.of(
            Setting.optional(HEADER_ROW, Kind.NUMBER, "The row with the column names; 1 when left out."),
            Setting.optional(
                    ID_COLUMN,
                    Kind.TEXT,
                    "The name of the hidden column with row ids, which is made where it is missing; 'Tallystick ID' when"
                            + " left out. With 'none' the key column is the identity, which is weaker."),
            Setting.optional(KEY, Kind.TEXT, "The column that tells rows apart where there is no id column."),
            Setting.optional(CREATE, Kind.BOOLEAN, "Make a missing tab, header or column; false when left out."),
            Setting.optional(BATCH_ROWS, Kind.NUMBER, "How many rows one call writes, up to 1000; 500 when left out."));

    static TabOptions of(TableRef table) {
        var options = table.options();
        var gid = GID.matcher(table.name().strip());
        boolean numbered = gid.matches();
        var idColumn = options.optionalText(ID_COLUMN).orElse(USUAL_ID_COLUMN).strip();
        return new TabOptions(
                numbered ? "" : table.name(),
                numbered ? OptionalInt.of((int) Long.parseLong(gid.group(1))) : OptionalInt.empty(),
                (int) options.number(HEADER_ROW, 1) - 1,
                idColumn.equalsIgnoreCase(NO_ID_COLUMN) ? "" : idColumn,
                options.optionalText(KEY).orElse("").strip(),
                options.flag(CREATE, false),
                (int) options.number(BATCH_ROWS, USUAL_BATCH));
    }

    static List<String> faults(SettingValues options) {
        List<String> faults = new ArrayList<>();
        long header = options.number(HEADER_ROW, 1);
        if (header < 1 || header > 1000) {
            faults.add("The setting 'header_row' must be a row between 1 and 1000.");
        }
        long batch = options.number(BATCH_ROWS, USUAL_BATCH);
        if (batch < 1 || batch > LARGEST_BATCH) {
            faults.add("The setting 'batch_rows' must be between 1 and " + LARGEST_BATCH + ".");
        }
        var id = options.optionalText(ID_COLUMN).orElse(USUAL_ID_COLUMN).strip();
        if (id.isEmpty()) {
            faults.add("The setting 'id_column' is blank. Name a column, or say 'none'.");
        }
        if (id.equalsIgnoreCase(NO_ID_COLUMN)
                && options.optionalText(KEY).orElse("").isBlank()) {
            faults.add("With 'id_column: none' the setting 'key' must name the column that tells rows apart.");
        }
        return faults;
    }

    boolean keyIsIdentity() {
        return idColumn.isEmpty();
    }

    /// The header of the column that says which row is which.
    String identity() {
        return keyIsIdentity() ? key : idColumn;
    }
}
