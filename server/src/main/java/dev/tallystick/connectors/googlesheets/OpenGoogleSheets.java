package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Cost;
import dev.tallystick.connector.Glimpse;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A spreadsheet in use by one attempt.
final class OpenGoogleSheets implements OpenConnection {
    private final SheetsClient client;
    private final int pageRows;
    private final Duration settleAfter;

    OpenGoogleSheets(SheetsClient client, int pageRows, Duration settleAfter) {
        this.client = client;
        this.pageRows = pageRows;
        this.settleAfter = settleAfter;
    }

    @Override
    public List<Stage> check() {
        List<Stage> stages = new ArrayList<>();
        try {
            client.surroundings().tokens().current();
        } catch (ConnectorException trouble) {
            return List.of(failed("sign-in", trouble));
        }
        JsonNode spreadsheet;
        try {
            spreadsheet = PrepareTab.spreadsheet(client);
        } catch (ConnectorException trouble) {
            return broken(stages, trouble);
        }
        upTo(stages, "scope");
        stages.add(new Stage(
                "spreadsheet",
                true,
                "It is '" + spreadsheet.path("properties").path("title").asString("") + "', in the time zone "
                        + spreadsheet.path("properties").path("timeZone").asString("") + "."));
        stages.add(new Stage("tab", true, "It has the tabs " + String.join(", ", titles(spreadsheet)) + "."));
        stages.add(new Stage(
                "quota", true, "Google answers 60 reads and 60 writes a minute for this account, and it answered."));
        return stages;
    }

    private static List<Stage> broken(List<Stage> stages, ConnectorException trouble) {
        switch (trouble.problem()) {
            case UNAVAILABLE -> stages.add(failed("address", trouble));
            case SETTINGS -> {
                if (String.valueOf(trouble.getMessage()).contains(".xlsx")) {
                    upTo(stages, "scope");
                    stages.add(failed("spreadsheet", trouble));
                } else {
                    stages.add(failed("address", trouble));
                }
            }
            case SIGN_IN -> {
                upTo(stages, "tls");
                stages.add(failed("sign-in", trouble));
            }
            case PERMISSION -> {
                upTo(stages, "sign-in");
                stages.add(failed("scope", trouble));
            }
            case RATE_LIMIT, QUOTA -> {
                upTo(stages, "scope");
                stages.add(failed("quota", trouble));
            }
            case NOT_FOUND, REJECTED, BAD_ANSWER -> {
                upTo(stages, "scope");
                stages.add(failed("spreadsheet", trouble));
            }
        }
        return stages;
    }

    private static final List<Stage> PASSED = List.of(
            new Stage("address", true, "Google answers."),
            new Stage("tls", true, "The connection is encrypted as the address asks, and the server proved its name."),
            new Stage("sign-in", true, "The sign-in is taken."),
            new Stage("scope", true, "The sign-in covers spreadsheets."));

    private static void upTo(List<Stage> stages, String last) {
        for (var stage : PASSED) {
            stages.add(stage);
            if (stage.stage().equals(last)) {
                return;
            }
        }
    }

    private static Stage failed(String stage, ConnectorException trouble) {
        return new Stage(stage, false, String.valueOf(trouble.getMessage()));
    }

    private static List<String> titles(JsonNode spreadsheet) {
        List<String> titles = new ArrayList<>();
        spreadsheet.path("sheets").forEach(sheet -> {
            if (sheet.path("properties").path("sheetType").asString("GRID").equals("GRID")) {
                titles.add(sheet.path("properties").path("title").asString(""));
            }
        });
        return titles;
    }

    @Override
    public List<String> tables() {
        return titles(PrepareTab.spreadsheet(client));
    }

    @Override
    public Source source(TableRef table) {
        return new TabSource(opened(table), TabOptions.of(table));
    }

    /// A column of the tab tells rows apart here: a tab that is only read gets no id column.
    @Override
    public Glimpse glimpse(TableRef table, int rows) {
        try (var tab = table(table)) {
            var fields = tab.prepare(List.of(), null, false).schema().fields();
            return new Glimpse(fields, List.of(), List.of(), true, Map.of("id_column", "none"));
        }
    }

    @Override
    public Target target(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS,
                "A tab has rows with ids of their own; '" + table.name()
                        + "' is a side of a sync and no plain target.");
    }

    @Override
    public OpenTable table(TableRef table) {
        return opened(table);
    }

    private OpenTab opened(TableRef table) {
        var faults = TabOptions.faults(table.options());
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        return new OpenTab(client, TabOptions.of(table), pageRows, settleAfter);
    }

    /// Two calls to find tab and header, one to read it. No month is counted.
    @Override
    public Optional<Cost> cost(TableRef table, long rows) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // The way out is shared and stays open.
    }
}
