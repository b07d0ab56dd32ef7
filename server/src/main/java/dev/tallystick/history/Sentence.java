package dev.tallystick.history;

/// Texts from outside that go into a reason or a problem.
public final class Sentence {
    /// Long enough for any sentence of ours with a value in it.
    private static final int MAX_CHARS = 2_000;

    private Sentence() {}

    /// Storable and printable: control characters and half surrogate pairs become U+FFFD, and an overlong text is cut.
    public static String clean(String text) {
        var clean = new StringBuilder(Math.min(text.length(), MAX_CHARS + 1));
        text.codePoints().limit(MAX_CHARS).forEach(c -> clean.appendCodePoint(printable(c) ? c : 0xFFFD));
        if (text.codePointCount(0, text.length()) > MAX_CHARS) {
            clean.append('…');
        }
        return clean.toString();
    }

    private static boolean printable(int c) {
        return c == '\n' || c == '\t' || !(Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
