package dev.tallystick.connectors.googlesheets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Which column is which, by the texts of the header row. A header that stands twice names no column.
///
/// @param row of the header, from 0
/// @param texts by column, "" where there is none
record Columns(int row, List<String> texts, Map<String, Integer> byText, Set<String> doubled) {

    static Columns of(Reading reading, int row) {
        return of(reading.row(row), row);
    }

    static Columns of(List<Cell> header, int row) {
        List<String> texts = new ArrayList<>();
        Map<String, Integer> byText = new HashMap<>();
        Set<String> doubled = new HashSet<>();
        for (int column = 0; column < header.size(); column++) {
            var text = text(header.get(column));
            texts.add(text);
            if (!text.isEmpty() && byText.putIfAbsent(text, column) != null) {
                doubled.add(text);
            }
        }
        byText.keySet().removeAll(doubled);
        return new Columns(row, texts, byText, doubled);
    }

    static String text(Cell cell) {
        return switch (cell.shown()) {
            case Cell.Text(String text) -> text.strip();
            case Cell.Numeric(double number) ->
                number == Math.rint(number) && Math.abs(number) < 1e15
                        ? Long.toString((long) number)
                        : Double.toString(number);
            case Cell.Truth(boolean truth) -> truth ? "TRUE" : "FALSE";
            case Cell.Blank _, Cell.Broken _, Cell.Formula _ -> "";
        };
    }

    OptionalInt find(String header) {
        var column = byText.get(header);
        return column == null ? OptionalInt.empty() : OptionalInt.of(column);
    }

    boolean isEmpty() {
        return texts.stream().allMatch(String::isEmpty);
    }
}
