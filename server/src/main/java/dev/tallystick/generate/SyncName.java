package dev.tallystick.generate;

import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/// What a new sync job is called, in each place where it has a name.
///
/// @param type of the class: `ExchangeRateSync`
/// @param job in `tallystick.yaml`: `exchange-rate`
record SyncName(String type, String job) {

    /// @param taken names that the server's own connectors have
    static SyncName of(String type, Set<String> taken) {
        if (!SourceVersion.isName(type) || type.contains(".") || !Character.isUpperCase(type.charAt(0))) {
            throw new CannotGenerate("'" + type + "' is no name of a class; write one such as ExchangeRateSync.");
        }
        var words = type.replaceFirst("(SyncJob|Sync|Job)$", "")
                .replaceAll("[^A-Za-z0-9]", "")
                .replaceAll("([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", "$1$3-$2")
                .toLowerCase(Locale.ROOT);
        if (!words.matches("[a-z][a-z0-9-]*")) {
            throw new CannotGenerate(
                    "'" + type + "' does not say what is synced; write a name such as ExchangeRateSync.");
        }
        return new SyncName(type, taken.contains(words) ? words + "-job" : words);
    }

    /// In a sentence.
    String words() {
        return job.replace('-', ' ');
    }

    String title() {
        return words().substring(0, 1).toUpperCase(Locale.ROOT) + words().substring(1);
    }

    /// Of a connection and a table of a database.
    String table() {
        return job.replace('-', '_');
    }

    /// What variables of the environment begin with.
    String environment() {
        return table().toUpperCase(Locale.ROOT);
    }
}
