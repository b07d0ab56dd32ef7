package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "trombone waffle quilt",
                "xk7#Qp2!mZ9w",
                "837192047355",
                "пароль из слов",
                "correct trombone battery",
                "    spaces  count too",
                "🎺🧇🛏🎺🧇🛏 ekf9w2"
            })
    void takesWhatIsLongAndNotInAnybodysList(String password) {
        assertThat(PasswordRules.objection(password, "ada@example.org", "Ada Lovelace"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "elevenchars",
                "password1234",
                "Password2026!",
                "P@ssw0rd2026!",
                "passwordpassword",
                "tallystick2026",
                "Tallystick123!",
                "qwertyuiop12",
                "123456789012",
                "abcdefghijkl",
                "zyxwvutsrqponm",
                "aaaaaaaaaaaaaa",
                "abababababab",
                "lovelace12345",
                "correcthorsebatterystaple",
                "LetMeInNow2026!!"
            })
    void refusesWhatIsShortOrTriedFirst(String password) {
        assertThat(PasswordRules.objection(password, "lovelace@example.org", "Ada Lovelace"))
                .isNotEmpty();
    }
}
