package dev.tallystick.connectors.plaid;

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

/// Knows Plaid as two tables to read from: the accounts and the transactions of several logins at banks.
///
/// ```yaml
/// connections:
///   banks:
///     connector: plaid
///     settings:
///       client_id: "${PLAID_CLIENT_ID}"
///       secret: "${PLAID_SECRET}"
///       items: { giro: "${PLAID_GIRO}", cards: "${PLAID_CARDS}" }
/// ```
@Component
public final class PlaidConnector implements Connector {
    /// The most that Plaid gives: fewer pages are fewer chances that the bank books between two of them.
    private static final int PAGE_ROWS = 500;

    private final EgressClient egress;
    private final int pageRows;

    @Autowired
    public PlaidConnector(EgressClient egress) {
        this(egress, PAGE_ROWS);
    }

    PlaidConnector(EgressClient egress, int pageRows) {
        this.egress = egress;
        this.pageRows = pageRows;
    }

    @Override
    public String name() {
        return "plaid";
    }

    @Override
    public Settings settings() {
        return PlaidSettings.SETTINGS;
    }

    @Override
    public Settings tableSettings() {
        return TableOptions.SETTINGS;
    }

    @Override
    public Set<String> secretsInside(SettingValues settings) {
        return PlaidSettings.SECRETS_INSIDE;
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return PlaidSettings.faults(settings);
    }

    @Override
    public List<String> validateTable(SettingValues settings, TableRef table) {
        return TableOptions.faults(table);
    }

    /// A look is a call for each item, of calls that the syncs need.
    @Override
    public Duration lookEvery() {
        return Duration.ofHours(6);
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        var read = PlaidSettings.of(settings);
        return new PlaidConnection(new Client(read, egress, surroundings), read.items(), surroundings, pageRows);
    }
}
