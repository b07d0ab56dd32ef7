package dev.tallystick.lab.airtable;

import java.util.Arrays;
import java.util.Optional;

/// What a field may hold. Source: airtable.com/developers/web/api/field-model.
public enum FieldType {
    SINGLE_LINE_TEXT("singleLineText", Kind.TEXT),
    MULTILINE_TEXT("multilineText", Kind.TEXT),
    RICH_TEXT("richText", Kind.TEXT),
    EMAIL("email", Kind.TEXT),
    URL("url", Kind.TEXT),
    PHONE_NUMBER("phoneNumber", Kind.TEXT),
    NUMBER("number", Kind.NUMBER),
    CURRENCY("currency", Kind.NUMBER),
    PERCENT("percent", Kind.NUMBER),
    DURATION("duration", Kind.NUMBER),
    RATING("rating", Kind.OTHER),
    CHECKBOX("checkbox", Kind.OTHER),
    DATE("date", Kind.OTHER),
    DATE_TIME("dateTime", Kind.OTHER),
    SINGLE_SELECT("singleSelect", Kind.OTHER),
    MULTIPLE_SELECTS("multipleSelects", Kind.OTHER),
    MULTIPLE_RECORD_LINKS("multipleRecordLinks", Kind.OTHER),
    MULTIPLE_ATTACHMENTS("multipleAttachments", Kind.OTHER),
    SINGLE_COLLABORATOR("singleCollaborator", Kind.OTHER),
    MULTIPLE_COLLABORATORS("multipleCollaborators", Kind.OTHER),
    BARCODE("barcode", Kind.OTHER),
    FORMULA("formula", Kind.COMPUTED),
    ROLLUP("rollup", Kind.COMPUTED),
    MULTIPLE_LOOKUP_VALUES("multipleLookupValues", Kind.COMPUTED),
    COUNT("count", Kind.COMPUTED),
    AUTO_NUMBER("autoNumber", Kind.COMPUTED),
    CREATED_TIME("createdTime", Kind.COMPUTED),
    LAST_MODIFIED_TIME("lastModifiedTime", Kind.COMPUTED),
    CREATED_BY("createdBy", Kind.COMPUTED),
    LAST_MODIFIED_BY("lastModifiedBy", Kind.COMPUTED),
    BUTTON("button", Kind.COMPUTED),
    AI_TEXT("aiText", Kind.COMPUTED),
    EXTERNAL_SYNC_SOURCE("externalSyncSource", Kind.COMPUTED);

    private enum Kind {
        TEXT,
        NUMBER,
        OTHER,
        COMPUTED
    }

    private final String word;
    private final Kind kind;

    FieldType(String word, Kind kind) {
        this.word = word;
        this.kind = kind;
    }

    /// As in the API.
    public String word() {
        return word;
    }

    /// Nobody can write it.
    public boolean computed() {
        return kind == Kind.COMPUTED;
    }

    boolean text() {
        return kind == Kind.TEXT;
    }

    boolean numeric() {
        return kind == Kind.NUMBER;
    }

    /// Whether an upsert may match by it.
    /// Source: airtable.com/developers/web/api/update-multiple-records, `fieldsToMergeOn`.
    boolean mergeable() {
        return switch (this) {
            case SINGLE_LINE_TEXT, MULTILINE_TEXT, NUMBER, SINGLE_SELECT, MULTIPLE_SELECTS, DATE -> true;
            default -> false;
        };
    }

    static Optional<FieldType> named(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
