package dev.tallystick.workspace;

import dev.tallystick.web.FieldProblems;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks addresses only so far as no typing error passes for one; whether it is real, only mail could tell.
final class Email {
    private static final Pattern FORM = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final int LONGEST = 254;

    private Email() {}

    static String check(FieldProblems problems, String field, @Nullable String given) {
        String email = problems.text(field, given, LONGEST);
        if (!email.isEmpty() && !FORM.matcher(email).matches()) {
            problems.add(field, "This is no e-mail address.");
        }
        return email;
    }
}
