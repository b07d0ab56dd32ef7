package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Cost;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A base in use by one attempt.
final class AirtableConnection implements OpenConnection {
    private final AirtableSettings settings;
    private final BaseInUse base;
    private final Pace pace;
    private final Timing timing;

    AirtableConnection(AirtableSettings settings, BaseInUse base, Pace pace, Timing timing) {
        this.settings = settings;
        this.base = base;
        this.pace = pace;
        this.timing = timing;
    }

    @Override
    public List<Stage> check() {
        return new CheckConnection(settings, base, pace, _ -> {}).stages();
    }

    @Override
    public void check(Consumer<Stage> told) {
        new CheckConnection(settings, base, pace, told).stages();
    }

    @Override
    public List<String> tables() {
        return base.tables().stream().map(TableSchema::name).distinct().toList();
    }

    @Override
    public Source source(TableRef table) {
        var options = TableOptions.of(table.options());
        try {
            if (base.table(table.name()).isEmpty()) {
                throw base.noTable(table.name());
            }
        } catch (StoppedException _) {
            // The source itself says that it was stopped.
        }
        return new AirtableSource(new AirtableTable(base, table.name(), options, timing));
    }

    @Override
    public Target target(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS,
                "The rows of an Airtable table get their ids from Airtable: '" + table.name()
                        + "' cannot be written by the ids of another system.");
    }

    @Override
    public OpenTable table(TableRef table) {
        var options = TableOptions.of(table.options());
        if (!options.create() && base.table(table.name()).isEmpty()) {
            throw base.noTable(table.name());
        }
        return new AirtableTable(base, table.name(), options, timing);
    }

    /// A page has 100 rows, and the schema costs a call more.
    @Override
    public Optional<Cost> cost(TableRef table, long rows) {
        long full = 1 + Math.max(1, (rows + ListRecords.PAGE_ROWS - 1) / ListRecords.PAGE_ROWS);
        return Optional.of(new Cost(
                pace.month().key(),
                pace.month().what(),
                settings.plan().orElse(null),
                settings.monthlyCalls(),
                full,
                full,
                TableOptions.of(table.options()).batch()));
    }

    @Override
    public void close() {
        // The way out is shared and stays open.
    }
}
