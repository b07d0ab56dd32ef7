package dev.tallystick.lab.google.grid;

import org.jspecify.annotations.Nullable;

/// Developer metadata. That of a row or column is found through the row or column that carries its id.
///
/// @param sheetId null for the spreadsheet as a whole
/// @param dimension null for a whole tab
public record Metadata(
        int id,
        String key,
        @Nullable String value,
        String visibility,
        @Nullable Integer sheetId,
        @Nullable Dimension dimension) {

    int characters() {
        return key.length() + (value == null ? 0 : value.length());
    }
}
