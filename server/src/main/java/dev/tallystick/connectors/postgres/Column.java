package dev.tallystick.connectors.postgres;

import dev.tallystick.table.FieldType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A column as the database describes it.
///
/// @param type the type in full, as people write it
/// @param cast the type without its limits: a cast to the full type would cut and round without a word
/// @param limit the most characters of a text, or the most digits of a second's fraction; -1 when unlimited
/// @param precision the most digits of a number; -1 when unlimited
/// @param filled the database has a value for it when a row brings none
/// @param computed the database alone decides its value
/// @param labels of an enumeration
record Column(
        String name,
        Kind kind,
        String type,
        String cast,
        int limit,
        int precision,
        int scale,
        boolean notNull,
        boolean filled,
        boolean computed,
        List<String> labels) {

    enum Kind {
        TEXT,
        UUID,
        ENUM,
        SMALLINT,
        INTEGER,
        BIGINT,
        NUMERIC,
        REAL,
        DOUBLE,
        BOOLEAN,
        DATE,
        TIMESTAMPTZ,
        TIMESTAMP,
        JSON,
        JSONB,
        TEXT_ARRAY,
        OTHER
    }

    /// The column that this connector makes for a field.
    static Column made(String name, FieldType type) {
        return switch (type) {
            case TEXT, CHOICE -> plain(name, Kind.TEXT, "text");
            case DECIMAL -> plain(name, Kind.NUMERIC, "numeric");
            case BOOLEAN -> plain(name, Kind.BOOLEAN, "boolean");
            case DATE -> plain(name, Kind.DATE, "date");
            case INSTANT -> plain(name, Kind.TIMESTAMPTZ, "timestamp with time zone");
            case LOCAL_DATE_TIME -> plain(name, Kind.TIMESTAMP, "timestamp without time zone");
            case CHOICES, LINKS -> plain(name, Kind.TEXT_ARRAY, "text[]");
            case ATTACHMENTS, JSON -> plain(name, Kind.JSONB, "jsonb");
        };
    }

    private static Column plain(String name, Kind kind, String type) {
        return new Column(name, kind, type, type, -1, -1, 0, false, false, false, List.of());
    }

    /// A column of the same type that holds copies of this one's values.
    Column copied(String as) {
        return new Column(as, kind, type, cast, limit, precision, scale, false, false, false, labels);
    }

    String quoted() {
        return TableName.quoted(name);
    }

    /// Whether values of this type are kept as what they are.
    boolean holds(FieldType field, boolean utcTimestamps) {
        return switch (field) {
            case TEXT, CHOICE -> kind == Kind.TEXT || kind == Kind.UUID || kind == Kind.ENUM;
            case DECIMAL ->
                switch (kind) {
                    case SMALLINT, INTEGER, BIGINT, NUMERIC, REAL, DOUBLE -> true;
                    default -> false;
                };
            case BOOLEAN -> kind == Kind.BOOLEAN;
            case DATE -> kind == Kind.DATE;
            case INSTANT -> kind == Kind.TIMESTAMPTZ || (kind == Kind.TIMESTAMP && utcTimestamps);
            case LOCAL_DATE_TIME -> kind == Kind.TIMESTAMP;
            case CHOICES, LINKS -> kind == Kind.TEXT_ARRAY;
            case ATTACHMENTS, JSON -> kind == Kind.JSON || kind == Kind.JSONB;
        };
    }

    /// The field type whose values it keeps as what they are; empty where no sync can fill it.
    Optional<FieldType> fieldType() {
        return Stream.of(FieldType.values()).filter(type -> holds(type, false)).findFirst();
    }

    /// Whether rows can be found by it: every key has one spelling, compared byte by byte.
    boolean fitForKey() {
        return switch (kind) {
            case TEXT, UUID, INTEGER, BIGINT -> true;
            default -> false;
        };
    }

    /// The content of this column in a form that [ValueText] reads, without any setting of the server in it.
    String read(String alias) {
        var column = alias + "." + quoted();
        return switch (kind) {
            case DATE, TIMESTAMPTZ, TIMESTAMP -> "extract(epoch FROM " + column + ")::text";
            case TEXT_ARRAY -> "to_json(" + column + ")::text";
            default -> column + "::text";
        };
    }
}
