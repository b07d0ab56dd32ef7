package dev.tallystick.connectors.csv;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Glimpse;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files in use by one attempt.
final class CsvConnection implements OpenConnection {
    private final Files files;
    private final Surroundings surroundings;
    private final int pageRows;

    CsvConnection(Files files, Surroundings surroundings, int pageRows) {
        this.files = files;
        this.surroundings = surroundings;
        this.pageRows = pageRows;
    }

    @Override
    public List<Stage> check() {
        List<Stage> stages = new ArrayList<>();
        stages.add(files.reach());
        var tables = stages.getFirst().ok() ? files.tables() : List.<String>of();
        if (tables.isEmpty()) {
            return stages;
        }
        var table = tables.getFirst();
        try {
            var any = new TableRef(table, new SettingValues(Map.of("key", "any")));
            var header = new CsvSource(table, TableOptions.of(any), files, surroundings, pageRows).header();
            stages.add(new Stage(
                    "table", true, "The header of '" + table + "' can be read: " + header.width() + " columns."));
        } catch (ConnectorException e) {
            var stage = switch (e.problem()) {
                case SIGN_IN, PERMISSION -> "sign-in";
                case UNAVAILABLE -> "address";
                case SETTINGS, RATE_LIMIT, QUOTA, NOT_FOUND, REJECTED, BAD_ANSWER -> "table";
            };
            if (stage.equals("address")) {
                stages.clear();
            }
            stages.add(new Stage(stage, false, String.valueOf(e.getMessage())));
        }
        return stages;
    }

    @Override
    public List<String> tables() {
        return files.tables();
    }

    @Override
    public Source source(TableRef table) {
        files.mustKnow(table.name());
        return new CsvSource(table.name(), TableOptions.of(table), files, surroundings, pageRows);
    }

    @Override
    public Glimpse glimpse(TableRef table, int rows) {
        files.mustKnow(table.name());
        var options = new LinkedHashMap<>(table.options().all());
        options.putIfAbsent("key", "any");
        var any = new TableRef(table.name(), new SettingValues(options));
        return new CsvSource(table.name(), TableOptions.of(any), files, surroundings, pageRows).glimpse(rows);
    }

    @Override
    public Target target(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS, "A CSV file can only be read, so it cannot be the side that is written to.");
    }

    @Override
    public void close() {
        // The way out is shared and stays open; a file that was kept is gone with its reading.
    }
}
