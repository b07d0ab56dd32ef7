package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Surroundings;
import java.util.List;
import org.springframework.stereotype.Component;

/// Knows PostgreSQL, versions 15 to 18, as a place to write rows to.
@Component
public final class PostgresConnector implements Connector {
    private final AddressCheck addressCheck;
    private final DataDatabase dataDatabase;

    public PostgresConnector(AddressCheck addressCheck, DataDatabase dataDatabase) {
        this.addressCheck = addressCheck;
        this.dataDatabase = dataDatabase;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Settings settings() {
        return Login.SETTINGS;
    }

    @Override
    public Settings tableSettings() {
        return TableOptions.SETTINGS;
    }

    @Override
    public boolean reads() {
        return false;
    }

    @Override
    public boolean writesByKey() {
        return true;
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return Login.faults(settings);
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        return new OpenPostgres(Login.of(settings, dataDatabase), addressCheck, surroundings);
    }
}
