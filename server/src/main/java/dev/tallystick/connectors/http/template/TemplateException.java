package dev.tallystick.connectors.http.template;

/// A template that cannot be read or computed. The message names types, never values: a value may be a secret.
public final class TemplateException extends RuntimeException {
    private final Kind kind;

    public TemplateException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /// The kinds that Python and Jinja tell apart, since what follows differs.
    public enum Kind {
        /// It is no template.
        SYNTAX,
        /// Something undefined was used.
        UNDEFINED,
        /// An operation on values of the wrong types.
        TYPE,
        /// Right type, wrong value.
        VALUE,
        /// It names a variable that does not exist at this place, or a function that is not offered.
        UNDECLARED,
        /// It takes too many steps, too long, or makes too much.
        LIMIT
    }

    public Kind kind() {
        return kind;
    }

    static TemplateException type(String message) {
        return new TemplateException(Kind.TYPE, message);
    }

    static TemplateException value(String message) {
        return new TemplateException(Kind.VALUE, message);
    }

    static TemplateException syntax(String message) {
        return new TemplateException(Kind.SYNTAX, message);
    }

    static TemplateException limit(String message) {
        return new TemplateException(Kind.LIMIT, message);
    }
}
