package dev.tallystick.connectors.airtable;

import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/// Whether a cell may be what came of a value that we sent: as people mean it, for Airtable keeps numbers as
/// doubles, and may trim a text or round to what the field shows.
final class Alike {
    private final Cells cells;

    Alike(Cells cells) {
        this.cells = cells;
    }

    boolean all(Row row, Map<String, Value> sent) {
        return sent.entrySet().stream().allMatch(each -> one(each.getKey(), row.value(each.getKey()), each.getValue()));
    }

    long count(Row row, Map<String, Value> sent) {
        return sent.entrySet().stream()
                .filter(each -> one(each.getKey(), row.value(each.getKey()), each.getValue()))
                .count();
    }

    boolean one(String field, Value is, Value sent) {
        if (Cells.EQUALITY.same(is, sent)) {
            return true;
        }
        return switch (sent) {
            case Value.Decimal(var number) ->
                is instanceof Value.Decimal(var other) && (near(number, other) || rounded(field, number, other));
            case Value.Text(var text) -> trimmed(text).equals(trimmed(ReadCell.shown(is)));
            default -> false;
        };
    }

    private static boolean near(BigDecimal one, BigDecimal other) {
        return one.doubleValue() == other.doubleValue();
    }

    private boolean rounded(String field, BigDecimal sent, BigDecimal is) {
        var precision = cells.column(field).options().path("precision");
        return precision.isInt()
                && sent.setScale(precision.intValue(), RoundingMode.HALF_UP).compareTo(is) == 0;
    }

    private static String trimmed(String text) {
        return text.replace("\r\n", "\n").strip();
    }
}
