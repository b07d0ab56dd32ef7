package dev.tallystick.connectors.googlesheets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Ids for rows that get one from us: `kq7m-2x9d-w3fh`. They follow from the write's own id, so that whoever
/// settles the write later knows which id to look for.
///
/// No vowels, so that no words come out; no 0, 1, l, o, so that people can read one out; a letter first, so that
/// no sheet takes it for a number or a date. 56 bits: among a million rows two alike are a matter of one in a
/// hundred thousand.
final class RowId {
    private static final String FIRST = "bcdfghjkmnpqrstvwxz";
    private static final String SYMBOLS = FIRST + "23456789";
    private static final int LENGTH = 12;
    private static final int GROUP = 4;

    private RowId() {}

    static String of(String writeId) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(writeId.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
        var id = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            // Two bytes a symbol keep the bias below a thousandth.
            int two = (hash[2 * i] & 0xff) << 8 | (hash[2 * i + 1] & 0xff);
            var alphabet = i == 0 ? FIRST : SYMBOLS;
            if (i > 0 && i % GROUP == 0) {
                id.append('-');
            }
            id.append(alphabet.charAt(two % alphabet.length()));
        }
        return id.toString();
    }
}
