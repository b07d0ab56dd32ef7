package dev.tallystick.lab.airtable;

import java.util.Arrays;
import java.util.Optional;

/// What a token may be allowed to do. Source: airtable.com/developers/web/api/scopes.
public enum Scope {
    RECORDS_READ("data.records:read"),
    RECORDS_WRITE("data.records:write"),
    SCHEMA_READ("schema.bases:read"),
    SCHEMA_WRITE("schema.bases:write"),
    WEBHOOK_MANAGE("webhook:manage"),
    EMAIL_READ("user.email:read");

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static Optional<Scope> named(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
