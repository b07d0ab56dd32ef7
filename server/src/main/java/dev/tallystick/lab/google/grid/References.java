package dev.tallystick.lab.google.grid;

import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The cells that a formula names, when lines move below it or when it is copied to elsewhere.
final class References {

    private static final Pattern TEXT_OR_REFERENCE = Pattern.compile("\"(?:[^\"]|\"\")*\""
            + "|(?<tab>(?:'(?:[^']|'')+'|[A-Za-z_][A-Za-z0-9_]*)!)?"
            + "(?<![A-Za-z0-9_$])(?<c>\\$?[A-Z]{1,3})(?<r>\\$?[0-9]+)"
            + "(?::(?<c2>\\$?[A-Z]{1,3})(?<r2>\\$?[0-9]+))?(?![A-Za-z0-9_(])");

    private References() {}

    /// Lines of a tab have moved: names of cells there follow.
    ///
    /// @param here whether the formula stands in that tab itself
    static String followed(String formula, boolean here, String title, Dimension dimension, IntUnaryOperator moves) {
        return each(formula, match -> {
            String tab = match.group("tab");
            boolean meant = tab == null ? here : named(tab).equalsIgnoreCase(title);
            if (!meant) {
                return match.group();
            }
            String prefix = tab == null ? "" : tab;
            if (match.group("c2") == null) {
                String moved = moved(match.group("c"), match.group("r"), dimension, moves);
                return moved.isEmpty() ? "#REF!" : prefix + moved;
            }
            String first = moved(match.group("c"), match.group("r"), dimension, inwards(moves, 1));
            String last = moved(match.group("c2"), match.group("r2"), dimension, inwards(moves, -1));
            return first.isEmpty() || last.isEmpty() ? "#REF!" : prefix + first + ":" + last;
        });
    }

    /// An end of a range that is gone gives way to its neighbour inside.
    private static IntUnaryOperator inwards(IntUnaryOperator moves, int step) {
        return index -> {
            int at = index;
            for (int tries = 0; at >= 0 && moves.applyAsInt(at) < 0 && tries < 100_000; tries++) {
                at += step;
            }
            return at < 0 ? -1 : moves.applyAsInt(at);
        };
    }

    private static String moved(String column, String row, Dimension dimension, IntUnaryOperator moves) {
        boolean rows = dimension == Dimension.ROWS;
        int index = rows ? number(row) - 1 : A1.column(bare(column));
        int to = moves.applyAsInt(index);
        if (to < 0) {
            return "";
        }
        return rows ? column + dollar(row) + (to + 1) : dollar(column) + A1.letters(to) + row;
    }

    /// Copied so far down and right: names without a dollar go along.
    static String copied(String formula, int down, int right) {
        return each(formula, match -> {
            String prefix = match.group("tab") == null ? "" : match.group("tab");
            String first = copied(match.group("c"), match.group("r"), down, right);
            if (match.group("c2") == null) {
                return first.isEmpty() ? "#REF!" : prefix + first;
            }
            String last = copied(match.group("c2"), match.group("r2"), down, right);
            return first.isEmpty() || last.isEmpty() ? "#REF!" : prefix + first + ":" + last;
        });
    }

    private static String copied(String column, String row, int down, int right) {
        int toRow = row.startsWith("$") ? number(row) : number(row) + down;
        int toColumn = A1.column(bare(column)) + (column.startsWith("$") ? 0 : right);
        return toRow < 1 || toColumn < 0 ? "" : dollar(column) + A1.letters(toColumn) + dollar(row) + toRow;
    }

    private static String each(
            String formula, UnaryOperator<String> text, java.util.function.Function<MatchResult, String> to) {
        return TEXT_OR_REFERENCE
                .matcher(formula)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        match.group().startsWith("\"") ? text.apply(match.group()) : to.apply(match)));
    }

    private static String each(String formula, java.util.function.Function<MatchResult, String> to) {
        return each(formula, UnaryOperator.identity(), to);
    }

    static String named(String prefix) {
        String name = prefix.substring(0, prefix.length() - 1);
        return name.startsWith("'") ? name.substring(1, name.length() - 1).replace("''", "'") : name;
    }

    private static String dollar(String part) {
        return part.startsWith("$") ? "$" : "";
    }

    private static String bare(String part) {
        return part.replace("$", "");
    }

    private static int number(String row) {
        return Integer.parseInt(bare(row));
    }
}
