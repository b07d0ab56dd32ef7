package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.TableRef;
import dev.tallystick.table.Value;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;

class PostgresContractTest extends ConnectorContract {
    private static final String CANNOT_READ = "A table of a database is only written to so far.";

    private final Destination destination = new Destination();

    @AfterEach
    void close() {
        destination.close();
    }

    @Override
    protected Connector connector() {
        return new PostgresConnector((_, host, _) -> List.of(InetAddress.ofLiteral(host)), Optional::empty);
    }

    @Override
    protected Map<String, Object> settings() {
        return destination.settings(destination.port());
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.READ, CANNOT_READ, Ability.INCREMENTAL, CANNOT_READ, Ability.BREAK_WHILE_LISTING, CANNOT_READ);
    }

    @Override
    protected List<String> secrets() {
        return List.of(settings().get("password").toString());
    }

    @Override
    protected List<Mistake> mistakes() {
        return List.of(
                new Mistake("host", "jdbc:postgresql://db/?socketFactory=x", "host"),
                new Mistake("port", 70_000, "port"),
                new Mistake("sslmode", "prefer", "sslmode"));
    }

    @Override
    protected TableRef readable() {
        throw new UnsupportedOperationException(CANNOT_READ);
    }

    @Override
    protected Set<String> readableIds() {
        throw new UnsupportedOperationException(CANNOT_READ);
    }

    @Override
    protected TableRef breaking() {
        throw new UnsupportedOperationException(CANNOT_READ);
    }

    @Override
    protected TableRef writable() {
        return new TableRef("contract", new SettingValues(Map.of()));
    }

    @Override
    protected Map<String, Value> refused() {
        var values = new TreeMap<>(values(9));
        values.put("name", Value.text("half \uD83E of a character"));
        return values;
    }

    @Override
    protected Map<String, Object> leadingNowhere() {
        var settings = new HashMap<>(settings());
        settings.put("port", 1);
        return settings;
    }
}
