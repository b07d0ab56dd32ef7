package dev.tallystick.table;

/// A field of a table.
///
/// @param id how the connector names it for good (a field id, a column name)
/// @param name what people call it; may change while the id stays
/// @param readOnly the system computes it, so no write may name it
/// @param required the system refuses a row without it
public record Field(String id, String name, FieldType type, boolean readOnly, boolean required) {

    /// A field whose id is its name and that may be written and left empty.
    public static Field of(String name, FieldType type) {
        return new Field(name, name, type, false, false);
    }
}
