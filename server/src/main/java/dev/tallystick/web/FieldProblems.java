package dev.tallystick.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers everything that is wrong with a request, so that a person mends it in one go.
public final class FieldProblems {
    private final List<FieldProblem> found = new ArrayList<>();

    public void add(String field, String sentence) {
        found.add(new FieldProblem("/" + field, sentence));
    }

    /// The text with its ends trimmed; empty, and a problem, where there is none or it is too long.
    public String text(String field, @Nullable String given, int longest) {
        String text = given == null ? "" : given.strip();
        if (text.isEmpty()) {
            add(field, "This is needed.");
        } else if (text.length() > longest) {
            add(field, "This may have %d characters at most.".formatted(longest));
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            add(field, "This may hold no control characters.");
        }
        return text;
    }

    public void refuse() {
        if (!found.isEmpty()) {
            throw Refusal.invalid(found);
        }
    }
}
