package dev.tallystick.run;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import java.util.List;
import java.util.function.Function;

/// The way from the engine to the tables of a simulation.
///
/// @param tables opens a table by its name
record SimConnector(Function<String, OpenTable> tables) implements Connector {
    @Override
    public String name() {
        return "sim";
    }

    @Override
    public Settings settings() {
        return new Settings(List.of());
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        return new OpenConnection() {
            @Override
            public List<Stage> check() {
                return List.of();
            }

            @Override
            public List<String> tables() {
                return List.of();
            }

            @Override
            public Source source(TableRef table) {
                throw new ConnectorException(Problem.SETTINGS, "Only as a side.");
            }

            @Override
            public Target target(TableRef table) {
                throw new ConnectorException(Problem.SETTINGS, "Only as a side.");
            }

            @Override
            public OpenTable table(TableRef table) {
                return tables.apply(table.name());
            }

            @Override
            public void close() {}
        };
    }
}
