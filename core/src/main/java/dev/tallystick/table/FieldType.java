package dev.tallystick.table;

/// The types a field can have. The same words stand in `tallystick.yaml`, in lower case with `-` for `_`.
public enum FieldType {
    TEXT,
    DECIMAL,
    BOOLEAN,
    DATE,
    INSTANT,
    LOCAL_DATE_TIME,
    CHOICE,
    CHOICES,
    LINKS,
    ATTACHMENTS,
    JSON;

    /// What a table without types holds in place of this: of a link, a file or an option its name.
    public FieldType asPlain() {
        return switch (this) {
            case LINKS, ATTACHMENTS, JSON, CHOICE, CHOICES -> TEXT;
            case TEXT, DECIMAL, BOOLEAN, DATE, INSTANT, LOCAL_DATE_TIME -> this;
        };
    }

    /// The word people write for this type, as in `local-date-time`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
