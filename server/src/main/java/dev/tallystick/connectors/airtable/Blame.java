package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.connectors.airtable.WriteRows.Ready;
import dev.tallystick.connectors.airtable.WriteRows.Verdict;
import java.util.List;
import java.util.function.Predicate;

/// Finds the rows that a refusal means, from its words. Where they mean nobody, everybody is a suspect.
/// Source: the messages as users recorded them; they are no promise, so nothing rests on them but the number of
/// calls.
final class Blame {
    private final Cells cells;

    Blame(Cells cells) {
        this.cells = cells;
    }

    Verdict of(List<Ready> group, ErrorBody body) {
        return switch (body.type()) {
            case "ROW_DOES_NOT_EXIST" -> row(group, body);
            case "UNKNOWN_FIELD_NAME" ->
                all(
                        group,
                        each -> names(each, body.field()),
                        "The field '" + fieldName(body.field())
                                + "' is not in the table any more. Run again, so that its fields are read anew.");
            case "INVALID_VALUE_FOR_COLUMN" ->
                body.message().contains("computed")
                        ? all(
                                group,
                                each -> names(each, body.field()),
                                "The field '" + fieldName(body.field())
                                        + "' is computed by Airtable by now and cannot be written.")
                        : some(group, each -> names(each, body.field()));
            case "INVALID_MULTIPLE_CHOICE_OPTIONS" -> some(group, each -> holds(each, body.option()));
            default -> Verdict.unknown(group);
        };
    }

    /// The row itself was deleted after we looked, or one that it links to.
    private static Verdict row(List<Ready> group, ErrorBody body) {
        String row = body.row();
        var itself = group.stream()
                .filter(each -> each.write().kind() != Kind.CREATE
                        && row.equals(each.write().row()))
                .toList();
        if (!itself.isEmpty()) {
            return new Verdict(
                    itself.stream()
                            .map(each -> (Result) new Result.Moved(each.write().id()))
                            .toList(),
                    List.of());
        }
        return all(group, each -> holds(each, row), "It links to the row " + row + ", which is not there any more.");
    }

    private static Verdict all(List<Ready> group, Predicate<Ready> meant, String sentence) {
        var hit = group.stream().filter(meant).toList();
        return hit.isEmpty()
                ? Verdict.unknown(group)
                : new Verdict(
                        hit.stream()
                                .map(each ->
                                        (Result) new Result.Refused(each.write().id(), sentence))
                                .toList(),
                        List.of());
    }

    private static Verdict some(List<Ready> group, Predicate<Ready> meant) {
        var hit = group.stream().filter(meant).toList();
        return hit.isEmpty() ? Verdict.unknown(group) : new Verdict(List.of(), hit);
    }

    private boolean names(Ready each, String field) {
        return each.write().values().keySet().stream()
                .map(cells::column)
                .anyMatch(column -> column.id().equals(field) || column.name().equals(field));
    }

    private String fieldName(String field) {
        return cells.has(field) ? cells.column(field).name() : field;
    }

    private static boolean holds(Ready each, String text) {
        return !text.isEmpty()
                && each.fields().properties().stream()
                        .anyMatch(cell -> cell.getValue().isArray()
                                ? cell.getValue()
                                        .valueStream()
                                        .anyMatch(item -> item.asString("").equals(text))
                                : cell.getValue().asString("").equals(text));
    }
}
