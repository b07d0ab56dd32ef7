package dev.tallystick.lab.airtable;

import java.util.SplittableRandom;

/// Makes ids of three letters for the kind and fourteen of `[0-9A-Za-z]`; the same ones for the same seed.
/// Source: the ids in the examples of airtable.com/developers/web/api.
final class Ids {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LETTERS = 14;

    private final SplittableRandom random;

    Ids(long seed) {
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L);
    }

    synchronized String next(String kind) {
        var id = new StringBuilder(kind);
        for (int i = 0; i < LETTERS; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    static boolean isOf(String kind, String text) {
        return text.matches(kind + "[0-9A-Za-z]{" + LETTERS + "}");
    }
}
