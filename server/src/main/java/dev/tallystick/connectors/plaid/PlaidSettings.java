package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.egress.ServiceAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A connection's settings, read.
///
/// @param address without a slash at its end
/// @param items by name; a token that stands under two names is read once, or its rows would come twice
record PlaidSettings(String address, String clientId, String secret, List<Item> items) {
    private static final Map<String, String> ENVIRONMENTS =
            Map.of("production", "https://production.plaid.com", "sandbox", "https://sandbox.plaid.com");

    static final Settings SETTINGS = Settings.of(
            Setting.secret("client_id", "The client id of your Plaid account."),
            Setting.secret("secret", "The secret of that account for the environment."),
            Setting.required(
                    "items",
                    Kind.MAP,
                    "A name for each login at a bank, and the access token that Plaid gave for it. Sealed."),
            Setting.optional("environment", Kind.TEXT, "production, which it is when nothing is said, or sandbox."),
            Setting.optional("base_url", Kind.TEXT, "Where Plaid is, when it is not at its public address."));

    static PlaidSettings of(SettingValues values) {
        var faults = faults(values);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        var items = new ArrayList<Item>();
        var tokens = new HashSet<String>();
        items(values).forEach((name, token) -> {
            if (tokens.add(token)) {
                items.add(new Item(name, token));
            }
        });
        return new PlaidSettings(
                values.filled("base_url")
                        .orElseGet(() -> ENVIRONMENTS.get(environment(values)))
                        .replaceAll("/+$", ""),
                values.text("client_id").strip(),
                values.text("secret").strip(),
                List.copyOf(items));
    }

    static List<String> faults(SettingValues values) {
        List<String> faults = new ArrayList<>();
        for (var name : List.of("client_id", "secret")) {
            if (values.filled(name).isEmpty()) {
                faults.add("Plaid needs the '" + name + "'; it stands on the page 'Keys' of your account there.");
            }
        }
        if (!ENVIRONMENTS.containsKey(environment(values))) {
            faults.add("The 'environment' must be production or sandbox, not '" + environment(values) + "'"
                    + NearestName.hint(
                            environment(values),
                            ENVIRONMENTS.keySet().stream().sorted().toList()));
        }
        values.filled("base_url").filter(url -> !ServiceAddress.isOne(url)).ifPresent(_ -> {
            faults.add("The 'base_url' must be an address that begins with https:// or http://.");
        });
        var items = items(values);
        if (items.isEmpty()) {
            faults.add("The 'items' must name at least one login at a bank, with its access token.");
        }
        items.forEach((name, token) -> {
            if (name.isBlank() || token.isBlank()) {
                faults.add("The item '" + name + "' needs a name and an access token.");
            }
        });
        return faults;
    }

    /// Whatever the items are called, they are access tokens. The client id is told apart by no word of its name, and a
    /// rehearsal fills in what is secret.
    static final Set<String> SECRETS_INSIDE = Set.of("/items", "/client_id");

    private static Map<String, String> items(SettingValues values) {
        var items = new TreeMap<String, String>();
        if (values.all().get("items") instanceof Map<?, ?> map) {
            map.forEach((name, token) -> items.put(
                    String.valueOf(name).strip(), String.valueOf(token).strip()));
        }
        return items;
    }

    private static String environment(SettingValues values) {
        return values.filled("environment").orElse("production").toLowerCase(Locale.ROOT);
    }

    /// It holds credentials.
    @Override
    public String toString() {
        return "PlaidSettings[" + items + "]";
    }
}
