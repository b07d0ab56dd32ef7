package dev.tallystick.connectors.airtable;

import dev.tallystick.table.FieldType;

/// How the JSON of a cell is to be read, and what it is to us.
/// Source: airtable.com/developers/web/api/field-model.
enum CellKind {
    TEXT(FieldType.TEXT),
    NUMBER(FieldType.DECIMAL),
    CHECKBOX(FieldType.BOOLEAN),
    DATE(FieldType.DATE),
    DATE_TIME(FieldType.INSTANT),
    CHOICE(FieldType.CHOICE),
    CHOICES(FieldType.CHOICES),
    LINKS(FieldType.LINKS),
    ATTACHMENTS(FieldType.ATTACHMENTS),
    /// A person, as the e-mail address.
    PERSON(FieldType.TEXT),
    /// Several, as a set of e-mail addresses.
    PEOPLE(FieldType.CHOICES),
    /// Its text; the kind of barcode is not seen here.
    BARCODE(FieldType.TEXT),
    /// The address that it opens.
    BUTTON(FieldType.TEXT),
    /// The text that was generated.
    AI_TEXT(FieldType.TEXT),
    /// A lookup, which is always an array: its values in one text, as Airtable shows them.
    LOOKUP(FieldType.TEXT),
    /// A lookup of a single row: the one value.
    ONE(FieldType.TEXT),
    /// A lookup as a set of texts.
    SET(FieldType.CHOICES),
    /// Anything, as it comes.
    JSON(FieldType.JSON);

    private final FieldType type;

    CellKind(FieldType type) {
        this.type = type;
    }

    /// What such a cell is; [#ONE] is what the looked-up field is instead.
    FieldType type() {
        return type;
    }

    /// Of a type as the API writes it. What is new there is read as it comes.
    static CellKind of(String word) {
        return switch (word) {
            case "singleLineText", "multilineText", "richText", "email", "url", "phoneNumber", "externalSyncSource" ->
                TEXT;
            case "number", "currency", "percent", "duration", "rating", "count", "autoNumber" -> NUMBER;
            case "checkbox" -> CHECKBOX;
            case "date" -> DATE;
            case "dateTime" -> DATE_TIME;
            case "singleSelect" -> CHOICE;
            case "multipleSelects" -> CHOICES;
            case "multipleRecordLinks" -> LINKS;
            case "multipleAttachments" -> ATTACHMENTS;
            case "singleCollaborator", "createdBy", "lastModifiedBy" -> PERSON;
            case "multipleCollaborators" -> PEOPLE;
            case "barcode" -> BARCODE;
            case "button" -> BUTTON;
            case "aiText" -> AI_TEXT;
            case "multipleLookupValues" -> LOOKUP;
            default -> JSON;
        };
    }
}
