package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable.Shape;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.table.Schema;
import java.util.ArrayList;
import java.util.List;

/// A tab that is only read, with every column that has a name.
final class TabSource implements Source {
    private final OpenTab tab;
    private final Schema schema;
    private final boolean stopped;

    TabSource(OpenTab tab, TabOptions options) {
        this.tab = tab;
        Shape shape;
        try {
            shape = prepared(tab);
        } catch (Stopped _) {
            this.schema = new Schema(List.of());
            this.stopped = true;
            return;
        }
        this.schema = shape.schema();
        this.stopped = false;
        if (!shape.made().isEmpty()) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "'" + options.title() + "' has no column that tells its rows apart: say 'id_column: none' and name"
                            + " the 'key' column.");
        }
    }

    /// First to see which columns there are, then to have all of them.
    private static Shape prepared(OpenTab tab) {
        var wishes = tab.prepare(List.of(), null, false).schema().fields().stream()
                .map(field -> new Wish(field.id(), field.type(), false))
                .toList();
        return tab.prepare(wishes, null, false);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public boolean closed() {
        return !stopped;
    }

    @Override
    public boolean incremental() {
        return false;
    }

    @Override
    public Listing list(Request request, PageSink sink) {
        if (stopped) {
            return new Listing.Partial("It was asked to stop before the end.");
        }
        return tab.list(new Request(null), page -> {
            List<Unreadable> unreadable = new ArrayList<>(page.unreadable());
            page.loose()
                    .forEach(row -> unreadable.add(new Unreadable(
                            "row " + row.place().split(" ", 2)[0], "It has no id of its own in the id column.")));
            sink.page(new Page(page.rows(), unreadable));
        });
    }
}
