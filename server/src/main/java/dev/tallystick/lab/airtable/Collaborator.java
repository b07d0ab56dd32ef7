package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.Map;

/// A person with access to a base.
public record Collaborator(String id, String email, String name) {

    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        shown.put("email", email);
        shown.put("name", name);
        return shown;
    }
}
