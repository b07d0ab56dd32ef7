package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.Map;

/// A file in a cell.
///
/// @param source where it came from
record Attachment(String id, String source, String filename, String type, long size) {

    Map<String, Object> shown(String url) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        shown.put("url", url);
        shown.put("filename", filename);
        shown.put("size", size);
        shown.put("type", type);
        return shown;
    }
}
