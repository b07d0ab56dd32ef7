package dev.tallystick.workspace;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The text of an API token: `tally_<12 id>_<43 secret><6 checksum>`. The prefix and the checksum let scanners find
/// one that leaked, and let us refuse a mistyped one without asking the database.
record ApiToken(String id, String secret) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM = Pattern.compile("tally_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_LENGTH = 12;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;

    static ApiToken fresh() {
        return new ApiToken(random(ID_LENGTH), random(SECRET_LENGTH));
    }

    static Optional<ApiToken> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var token = new ApiToken(form.group(1), form.group(2));
        return token.checksum().equals(form.group(3)) ? Optional.of(token) : Optional.empty();
    }

    /// Where a text has one in it, as an address must not.
    static boolean isIn(String text) {
        return FORM.matcher(text).find();
    }

    /// The whole text; it is shown once, to the one who made it.
    String text() {
        return "tally_" + id + "_" + secret + checksum();
    }

    byte[] secretHash() {
        return Token.sha256(secret);
    }

    private String checksum() {
        var crc = new CRC32();
        crc.update((id + secret).getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        var digits = new char[CHECKSUM_LENGTH];
        for (int place = CHECKSUM_LENGTH - 1; place >= 0; place--) {
            digits[place] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }

    private static String random(int length) {
        return RANDOM.ints(length, 0, ALPHABET.length())
                .mapToObj(ALPHABET::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return "ApiToken[" + id + "]";
    }
}
