package dev.tallystick.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which passwords are taken. Length is what counts; beyond that only what others would try first is refused.
final class PasswordRules {
    private static final int SHORTEST = 12;
    private static final int LONGEST_BYTES = 128;
    private static final int FEWEST_DIFFERENT = 5;
    private static final int FEWEST_UNKNOWN = 8;
    private static final int SHORTEST_KNOWN = 4;
    private static final List<String> RUNS = List.of(
            "abcdefghijklmnopqrstuvwxyz",
            "01234567890123456789",
            "qwertyuiopasdfghjklzxcvbnm",
            "qwertzuiopasdfghjklyxcvbnm",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik");
    private static final Set<String> COMMON = readCommon();

    private PasswordRules() {}

    /// One sentence on why this password is not taken, or nothing.
    static Optional<String> objection(String password, String email, String name) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            return Optional.of("The password needs at least %d characters.".formatted(SHORTEST));
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
            return Optional.of("The password may be %d bytes long at most.".formatted(LONGEST_BYTES));
        }
        if (isGuessable(password, email, name)) {
            return Optional.of("This password is among the first that others would try. Take a few unrelated words.");
        }
        return Optional.empty();
    }

    private static boolean isGuessable(String password, String email, String name) {
        String lower = password.toLowerCase(Locale.ROOT);
        if (lower.codePoints().distinct().count() < FEWEST_DIFFERENT || COMMON.contains(lower)) {
            return true;
        }
        String localPart = email.toLowerCase(Locale.ROOT).replaceFirst("@.*", "");
        // What is left once everything that guessers have in their lists is taken away must be worth guessing.
        return List.of(lower, withoutSubstitutions(lower)).stream()
                .map(text -> withoutKnown(text, localPart, name.toLowerCase(Locale.ROOT)))
                .anyMatch(rest -> rest.length() < FEWEST_UNKNOWN);
    }

    private static String withoutKnown(String text, String... own) {
        String rest = text;
        for (String word : own) {
            if (word.length() >= SHORTEST_KNOWN) {
                rest = rest.replace(word, "");
            }
        }
        for (String word : COMMON) {
            if (word.length() >= SHORTEST_KNOWN) {
                rest = rest.replace(word, "");
            }
        }
        return withoutRuns(rest).replaceAll("\\s", "").replaceAll("(.)\\1{2,}", "");
    }

    /// Takes out stretches of four and more along the alphabet, the digits or the keyboard, either way.
    private static String withoutRuns(String text) {
        String rest = text;
        for (String run : RUNS) {
            for (String row : List.of(run, new StringBuilder(run).reverse().toString())) {
                rest = withoutStretchesOf(row, rest);
            }
        }
        return rest;
    }

    private static String withoutStretchesOf(String row, String text) {
        var kept = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int length = 0;
            while (at + length < text.length() && row.contains(text.substring(at, at + length + 1))) {
                length++;
            }
            if (length >= SHORTEST_KNOWN) {
                at += length;
            } else {
                kept.append(text.charAt(at++));
            }
        }
        return kept.toString();
    }

    private static String withoutSubstitutions(String lower) {
        return lower.replace('0', 'o')
                .replace('1', 'i')
                .replace('3', 'e')
                .replace('4', 'a')
                .replace('5', 's')
                .replace('7', 't')
                .replace('@', 'a')
                .replace('$', 's');
    }

    private static Set<String> readCommon() {
        try (InputStream list = PasswordRules.class.getResourceAsStream("common-passwords.txt")) {
            if (list == null) {
                throw new IllegalStateException("common-passwords.txt is missing");
            }
            return Arrays.stream(new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .sorted((one, other) -> other.length() - one.length())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
