package dev.tallystick.sync;

/// Something in `tallystick.yaml` that a person must see.
///
/// @param line counted from 1; 0 when it is about the file as a whole
/// @param column counted from 1
/// @param blocks whether nothing is applied because of it; otherwise it is a warning
public record ConfigProblem(String file, int line, int column, boolean blocks, String sentence) {

    /// As compilers write it, so that editors can jump there.
    @Override
    public String toString() {
        var where = line == 0 ? file : file + ":" + line + ":" + column;
        return where + ": " + (blocks ? "" : "warning: ") + sentence;
    }
}
