package dev.tallystick.connector;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what somebody meant who mistyped a name.
public final class NearestName {
    /// Beyond a few slips it would be a guess.
    private static final int MOST_SLIPS = 3;

    private NearestName() {}

    /// `; did you mean 'x'?`, or what there is to choose from, or nothing.
    public static String hint(String typed, Collection<String> known) {
        return of(typed, known).map(name -> "; did you mean '" + name + "'?").orElseGet(() -> choice(known));
    }

    private static String choice(Collection<String> known) {
        return known.isEmpty() ? "." : "; there is: " + String.join(", ", known) + ".";
    }

    public static Optional<String> of(String typed, Collection<String> known) {
        int allowed = Math.min(MOST_SLIPS, Math.max(1, typed.length() / 2));
        return known.stream()
                .filter(name -> distance(typed, name) <= allowed)
                .min(Comparator.comparingInt(name -> distance(typed, name)));
    }

    /// Slips of the keyboard: a letter too many, too few, another one, two swapped; case and `-` for `_` are free.
    static int distance(String typed, String name) {
        var a = plain(typed);
        var b = plain(name);
        var slips = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : least(slips, a, b, i, j);
            }
        }
        return slips[a.length()][b.length()];
    }

    private static int least(int[][] slips, String a, String b, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(slips[i - 1][j - 1] + same, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
    }

    private static String plain(String name) {
        var cut = name.length() > 64 ? name.substring(0, 64) : name;
        return cut.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
