package dev.tallystick.connectors.rates;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.EgressClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Knows providers of exchange rates as a table to read from.
///
/// ```yaml
/// connections:
///   rates:
///     connector: exchange-rates
///     settings: {provider: frankfurter}
/// syncs:
///   rates:
///     left: {connection: rates, table: rates, quotes: [USD, GBP], from: 2026-01-01}
/// ```
@Component
public final class RatesConnector implements Connector {
    private static final int PAGE_DAYS = 250;

    private final EgressClient egress;
    private final int pageDays;

    @Autowired
    public RatesConnector(EgressClient egress) {
        this(egress, PAGE_DAYS);
    }

    RatesConnector(EgressClient egress, int pageDays) {
        this.egress = egress;
        this.pageDays = pageDays;
    }

    @Override
    public String name() {
        return "exchange-rates";
    }

    @Override
    public Settings settings() {
        return RatesSettings.SETTINGS;
    }

    @Override
    public Settings tableSettings() {
        return TableOptions.SETTINGS;
    }

    /// Its name does not say that it is a secret, and a rehearsal fills in what is one.
    @Override
    public Set<String> secretsInside(SettingValues settings) {
        return Set.of("/app_id");
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return RatesSettings.faults(settings);
    }

    @Override
    public List<String> validateTable(SettingValues settings, TableRef table) {
        return TableOptions.faults(table);
    }

    /// A month's calls are not spent on looking.
    @Override
    public Duration lookEvery() {
        return Duration.ofHours(6);
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        var read = RatesSettings.of(settings);
        var client = new Client(read, egress, surroundings);
        Provider provider = switch (read.provider()) {
            case ECB -> new EcbFiles(client);
            case FRANKFURTER -> new Frankfurter(client);
            case OPEN_EXCHANGE_RATES -> new OpenExchangeRates(client, read.timeSeries());
        };
        return new RatesConnection(provider, surroundings, pageDays);
    }
}
