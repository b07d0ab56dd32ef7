package dev.tallystick.alert;

import dev.tallystick.connection.Secret;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A way to tell people.
///
/// @param hasKey its messages are signed, or it has a password
/// @param paused nothing is sent over it; what is due meanwhile is not kept for it
record Channel(long id, String name, Settings settings, boolean hasKey, boolean paused) {

    enum Kind {
        WEBHOOK,
        EMAIL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    sealed interface Settings {
        default Kind kind() {
            return switch (this) {
                case Webhook _ -> Kind.WEBHOOK;
                case Email _ -> Kind.EMAIL;
            };
        }
    }

    /// @param place where it goes, without what only the receiver's owner may know: many such addresses are passwords
    record Webhook(String place) implements Settings {}

    /// What is kept sealed.
    ///
    /// @param url the whole address of a webhook
    /// @param key what a webhook's messages are signed with, or the password of a mail server
    record Credentials(@Nullable Secret url, @Nullable Secret key) {
        static final Credentials NONE = new Credentials(null, null);
    }

    enum Security {
        /// In clear first, then TLS; without it nothing is sent.
        STARTTLS,
        /// TLS from the first byte.
        TLS,
        /// In clear: no password goes over it.
        NONE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Security of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /// @param user null for a server that asks for none
    record Email(
            String host,
            int port,
            Security security,
            @Nullable String user,
            String from,
            List<String> to) implements Settings {
        Email {
            to = List.copyOf(to);
        }
    }
}
