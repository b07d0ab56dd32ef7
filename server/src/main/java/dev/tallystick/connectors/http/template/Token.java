package dev.tallystick.connectors.http.template;

/// @param text the characters; for a string what it says, without quotes and escapes
record Token(Kind kind, String text) {
    enum Kind {
        TEXT,
        PRINT_BEGIN,
        PRINT_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean operator(String sign) {
        return kind == Kind.OPERATOR && text.equals(sign);
    }

    boolean name(String word) {
        return kind == Kind.NAME && text.equals(word);
    }
}
