package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.egress.JsonBodies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A reading as text that is stored with an intent: all cells by position, packed, since a tab repeats itself.
final class Kept {
    private static final String VERSION = "1:";

    private Kept() {}

    static String pack(Reading reading) {
        var rows = JsonBodies.mapper().createArrayNode();
        reading.rows().forEach(row -> {
            var cells = rows.addArray();
            row.forEach(cell -> add(cells, cell));
        });
        var packed = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(packed)) {
            out.write(JsonBodies.mapper().writeValueAsBytes(rows));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail so
        }
        return VERSION + Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    private static void add(ArrayNode cells, Cell cell) {
        switch (cell) {
            case Cell.Blank _ -> cells.addNull();
            case Cell.Text(String text) -> cells.add(text);
            case Cell.Numeric(double number) -> cells.add(number);
            case Cell.Truth(boolean truth) -> cells.add(truth);
            case Cell.Broken(String text) -> cells.addObject().put("e", text);
            case Cell.Formula(String formula, Cell shows) -> {
                var both = cells.addObject().put("f", formula).putArray("s");
                add(both, shows);
            }
        }
    }

    /// The reading that was packed, around what is known of the tab now.
    static Reading unpack(String kept, Reading now) {
        if (!kept.startsWith(VERSION)) {
            throw unreadable();
        }
        try (var in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(kept.substring(VERSION.length()))))) {
            List<List<Cell>> rows = new ArrayList<>();
            for (var row : JsonBodies.mapper().readTree(in.readAllBytes())) {
                List<Cell> cells = new ArrayList<>();
                row.forEach(cell -> cells.add(cell(cell)));
                rows.add(List.copyOf(cells));
            }
            return now.with(rows);
        } catch (IOException | IllegalArgumentException | JacksonException _) {
            throw unreadable();
        }
    }

    private static ConnectorException unreadable() {
        return new ConnectorException(
                Problem.SETTINGS,
                "What was kept of the tab before the write cannot be read; it was written by another version.");
    }

    private static Cell cell(JsonNode cell) {
        if (cell.isString()) {
            return Cell.text(cell.asString(""));
        }
        if (cell.isNumber()) {
            return new Cell.Numeric(cell.asDouble());
        }
        if (cell.isBoolean()) {
            return new Cell.Truth(cell.asBoolean());
        }
        if (cell.has("f")) {
            return new Cell.Formula(
                    cell.path("f").asString(""), cell(cell.path("s").path(0)));
        }
        return cell.has("e") ? new Cell.Broken(cell.path("e").asString("")) : Cell.Blank.CELL;
    }
}
