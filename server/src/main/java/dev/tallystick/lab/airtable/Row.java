package dev.tallystick.lab.airtable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A record of a table, as it is kept.
final class Row {

    final String id;
    final Instant created;
    final String createdBy;
    final long number;

    /// By field id; never an empty value. Choices, links, attachments and people are kept by id.
    final Map<String, Object> cells = new LinkedHashMap<>();

    /// Computed cells that a test has broken, by field id: what the API is to show instead.
    final Map<String, Object> broken = new LinkedHashMap<>();

    final Map<String, Instant> changed = new LinkedHashMap<>();

    @Nullable
    Instant modified;

    String modifiedBy;

    Row(String id, Instant created, String createdBy, long number) {
        this.id = id;
        this.created = created;
        this.createdBy = createdBy;
        this.modifiedBy = createdBy;
        this.number = number;
    }
}
