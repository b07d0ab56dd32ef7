package dev.tallystick.connectors.rates;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.egress.ServiceAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A connection's settings, read.
///
/// @param address without a slash at its end
/// @param monthlyCalls that the plan allows; empty where calls are not counted
/// @param timeSeries whether the plan answers with several days at once
record RatesSettings(
        Name provider, String address, Optional<String> appId, Optional<Long> monthlyCalls, boolean timeSeries) {

    /// The providers.
    enum Name {
        FRANKFURTER("frankfurter", "https://api.frankfurter.dev", false),
        ECB("ecb", "https://www.ecb.europa.eu/stats/eurofxref", false),
        OPEN_EXCHANGE_RATES("openexchangerates", "https://openexchangerates.org/api", true);

        private final String word;
        private final String address;
        private final boolean key;

        Name(String word, String address, boolean key) {
            this.word = word;
            this.address = address;
            this.key = key;
        }

        String word() {
            return word;
        }

        static Optional<Name> of(String word) {
            return Arrays.stream(values())
                    .filter(name -> name.word.equals(word))
                    .findFirst();
        }

        static List<String> words() {
            return Arrays.stream(values()).map(Name::word).toList();
        }
    }

    /// Of the free plan. Source: the rate limits of Open Exchange Rates as collected by api-evangelist, 2026-07.
    private static final long FREE_CALLS = 1_000;

    static final Settings SETTINGS = Settings.of(
            Setting.required(
                    "provider",
                    Kind.TEXT,
                    "Who publishes the rates: ecb (the files of the European Central Bank), frankfurter (the same rates,"
                            + " by the day; both without a key), or openexchangerates."),
            new Setting("app_id", Kind.TEXT, false, true, "The App ID at Open Exchange Rates."),
            Setting.optional(
                    "monthly_calls",
                    Kind.NUMBER,
                    "The calls that the plan at Open Exchange Rates has in a month; 1000 by default."),
            Setting.optional(
                    "time_series",
                    Kind.BOOLEAN,
                    "Whether that plan has time series, so that a month of days takes one request."),
            Setting.optional("base_url", Kind.TEXT, "Where the provider is, when it is not its public address."));

    static RatesSettings of(SettingValues values) {
        var faults = faults(values);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        var provider = Name.of(values.text("provider")).orElseThrow();
        return new RatesSettings(
                provider,
                values.filled("base_url").orElse(provider.address).replaceAll("/+$", ""),
                values.filled("app_id"),
                provider.key ? Optional.of(values.number("monthly_calls", FREE_CALLS)) : Optional.empty(),
                values.flag("time_series", false));
    }

    static List<String> faults(SettingValues values) {
        List<String> faults = new ArrayList<>();
        var word = values.filled("provider").orElse("");
        var provider = Name.of(word);
        if (provider.isEmpty()) {
            faults.add("The 'provider' must be " + String.join(" or ", Name.words()) + ", not '" + word + "'"
                    + NearestName.hint(word, Name.words()));
        }
        if (provider.filter(name -> name.key).isPresent()
                && values.filled("app_id").isEmpty()) {
            faults.add("Open Exchange Rates needs an 'app_id'; it stands on the page of your account there.");
        }
        if (values.number("monthly_calls", FREE_CALLS) < 1) {
            faults.add("'monthly_calls' must be 1 or more.");
        }
        values.filled("base_url").filter(url -> !ServiceAddress.isOne(url)).ifPresent(_ -> {
            faults.add("The 'base_url' must be an address that begins with https:// or http://.");
        });
        return faults;
    }

    /// It holds a key.
    @Override
    public String toString() {
        return "RatesSettings[" + provider.word + "]";
    }
}
