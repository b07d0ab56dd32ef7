package dev.tallystick.lab.google;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A call of the Sheets API, before it is carried out.
///
/// @param operation as the reference names it: `spreadsheets.get`, `values.append`, `spreadsheets.batchUpdate` …
/// @param spreadsheetId "" where a new one is created
/// @param range of the path, or ""
/// @param body an empty object where there is none
public record ApiCall(
        String operation, String spreadsheetId, String range, Map<String, String> query, JsonNode body, boolean write) {

    public boolean is(String wanted) {
        return operation.equals(wanted);
    }
}
