package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.egress.ServiceAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a connection to Airtable needs.
///
/// @param token a personal access token; null where people sign in by OAuth
/// @param base id or name
/// @param address of the API, without a slash at the end
/// @param monthlyCalls what the plan allows in a calendar month; null where there is no cap
/// @param plan its name, for sentences
/// @param workspace a name that connections share whose bases lie in one Airtable workspace
record AirtableSettings(
        @Nullable String token,
        String base,
        URI address,
        @Nullable Long monthlyCalls,
        Optional<String> plan,
        Optional<String> workspace) {

    private static final String ADDRESS = "https://api.airtable.com";

    static final Settings SETTINGS = Settings.of(
            new Setting(
                    "token",
                    Kind.TEXT,
                    false,
                    true,
                    "A personal access token (it begins with pat). Leave it out to sign in by OAuth."),
            Setting.optional(
                    "client_id",
                    Kind.TEXT,
                    "The id of your OAuth integration, to sign in by OAuth instead of a token."),
            new Setting(
                    "client_secret",
                    Kind.TEXT,
                    false,
                    true,
                    "The secret of that integration; leave it out when it has none."),
            Setting.optional(
                    "make_tables",
                    Kind.BOOLEAN,
                    "Ask for the right to make tables and fields when somebody signs in by OAuth; off by default."),
            Setting.required(
                    "base", Kind.TEXT, "The base, by its id (app…, in its address) or by its name. The id costs less."),
            Setting.optional(
                    "monthly_calls",
                    Kind.TEXT,
                    "The calls that the plan allows in a month: 1000 (Free), 100000 (Team), or none."),
            Setting.optional("plan", Kind.TEXT, "The plan's name, for sentences: Free, Team, Business."),
            Setting.optional(
                    "workspace",
                    Kind.TEXT,
                    "A name for the Airtable workspace of this base. Connections with the same name count one cap"
                            + " together; without it, those with the same token do."),
            Setting.optional(
                    "base_url", Kind.TEXT, "Another address of the API, for a proxy or the lab. Usually left out."));

    AirtableSettings {
        if (token != null && token.isBlank()) {
            token = null;
        }
    }

    /// @throws ConnectorException naming everything that cannot work
    static AirtableSettings of(SettingValues values) {
        var faults = faults(values);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        return new AirtableSettings(
                filled(values, "token").orElse(null),
                values.text("base").strip(),
                URI.create(filled(values, "base_url").orElse(ADDRESS).replaceAll("/+$", "")),
                cap(values).orElse(null),
                filled(values, "plan"),
                filled(values, "workspace"));
    }

    static List<String> faults(SettingValues values) {
        List<String> faults = new ArrayList<>();
        var token = filled(values, "token");
        var client = filled(values, "client_id");
        if (token.isPresent() == client.isPresent()) {
            faults.add(
                    token.isPresent()
                            ? "Give either 'token' or 'client_id', not both: one says who signs in."
                            : "Give a 'token' (a personal access token), or a 'client_id' to sign in by OAuth.");
        }
        if (token.filter(text -> text.startsWith("key")).isPresent()) {
            faults.add("The 'token' is an old API key, which Airtable has not accepted since February 2024. Make a"
                    + " personal access token at airtable.com/create/tokens.");
        } else if (token.filter(text -> !text.matches("[\\x21-\\x7e]+")).isPresent()) {
            faults.add("The 'token' holds blanks or characters that no token has. Copy it again.");
        }
        if (filled(values, "base").isEmpty()) {
            faults.add("The setting 'base' is missing: the base's id (app…) or name.");
        }
        if (filled(values, "base_url")
                .filter(text -> !ServiceAddress.isOne(text))
                .isPresent()) {
            faults.add("The 'base_url' must be an address as https://api.airtable.com, without a query.");
        }
        filled(values, "monthly_calls")
                .filter(text -> !text.strip().matches("(?i)none|\\d{1,12}"))
                .ifPresent(text -> faults.add("The 'monthly_calls' must be a number of calls, or none."));
        return faults;
    }

    private static Optional<Long> cap(SettingValues values) {
        return filled(values, "monthly_calls")
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,12}"))
                .map(Long::valueOf);
    }

    private static Optional<String> filled(SettingValues values, String name) {
        return values.optionalText(name).filter(text -> !text.isBlank());
    }

    /// It holds a token.
    @Override
    public String toString() {
        return "AirtableSettings[" + base + "]";
    }
}
