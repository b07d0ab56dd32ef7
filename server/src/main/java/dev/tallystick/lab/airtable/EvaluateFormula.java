package dev.tallystick.lab.airtable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Works out a formula for one record.
/// Source: support.airtable.com, "Formula field reference".
final class EvaluateFormula {

    static final Set<String> FUNCTIONS = Set.of(
            "AND",
            "OR",
            "NOT",
            "IF",
            "TRUE",
            "FALSE",
            "BLANK",
            "ERROR",
            "RECORD_ID",
            "CREATED_TIME",
            "LAST_MODIFIED_TIME",
            "IS_AFTER",
            "IS_BEFORE",
            "IS_SAME",
            "DATETIME_PARSE",
            "CONCATENATE",
            "ARRAYJOIN",
            "LEN",
            "LOWER",
            "UPPER",
            "TRIM",
            "FIND",
            "SEARCH",
            "VALUE",
            "SUM",
            "MAX",
            "MIN",
            "COUNT",
            "ROUND",
            "ABS");

    private final Table table;
    private final Row row;
    private final CellValue cells;

    EvaluateFormula(Table table, Row row, CellValue cells) {
        this.table = table;
        this.row = row;
        this.cells = cells;
    }

    /// Whether a filter keeps the record.
    static boolean keeps(Table table, Row row, Formula filter) {
        return !FormulaValue.isNothing(new EvaluateFormula(table, row, new CellValue(table)).of(filter));
    }

    @Nullable
    Object of(Formula formula) {
        return switch (formula) {
            case Formula.Constant constant -> constant.value();
            case Formula.Cell cell -> cell(cell.name());
            case Formula.Negated negated -> -FormulaValue.toNumber(of(negated.of()));
            case Formula.Operation operation ->
                operation(operation.sign(), of(operation.left()), of(operation.right()));
            case Formula.Call call -> call(call.function(), call.arguments());
        };
    }

    private @Nullable Object cell(String name) {
        Field field = table.find(name).orElse(null);
        return field == null ? null : cells.of(row, field);
    }

    private static Object operation(String sign, @Nullable Object left, @Nullable Object right) {
        if (left instanceof FormulaValue.Failed failed) {
            return failed;
        }
        if (right instanceof FormulaValue.Failed failed) {
            return failed;
        }
        return switch (sign) {
            case "&" -> FormulaValue.text(left) + FormulaValue.text(right);
            case "+" -> FormulaValue.toNumber(left) + FormulaValue.toNumber(right);
            case "-" -> FormulaValue.toNumber(left) - FormulaValue.toNumber(right);
            case "*" -> FormulaValue.toNumber(left) * FormulaValue.toNumber(right);
            case "/" -> FormulaValue.toNumber(left) / FormulaValue.toNumber(right);
            case "=" -> FormulaValue.compare(left, right) == 0;
            case "!=" -> FormulaValue.compare(left, right) != 0;
            case "<" -> FormulaValue.compare(left, right) < 0;
            case ">" -> FormulaValue.compare(left, right) > 0;
            case "<=" -> FormulaValue.compare(left, right) <= 0;
            default -> FormulaValue.compare(left, right) >= 0;
        };
    }

    private @Nullable Object call(String function, List<Formula> given) {
        switch (function) {
            case "RECORD_ID" -> {
                return row.id;
            }
            case "CREATED_TIME" -> {
                return row.created;
            }
            case "LAST_MODIFIED_TIME" -> {
                return modified(given);
            }
            case "IF" -> {
                int branch = FormulaValue.isNothing(argument(given, 0)) ? 2 : 1;
                return argument(given, branch);
            }
            default -> {}
        }
        List<@Nullable Object> values = new ArrayList<>();
        given.forEach(each -> values.add(of(each)));
        for (Object value : values) {
            if (value instanceof FormulaValue.Failed failed) {
                return failed;
            }
        }
        return reckon(function, values);
    }

    private @Nullable Object argument(List<Formula> given, int index) {
        return index < given.size() ? of(given.get(index)) : null;
    }

    /// Of the record, or of those fields.
    private @Nullable Object modified(List<Formula> given) {
        if (given.isEmpty()) {
            return row.modified;
        }
        return given.stream()
                .flatMap(Formula::cells)
                .flatMap(name -> table.find(name).stream())
                .flatMap(field -> Optional.ofNullable(row.changed.get(field.id())).stream())
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static @Nullable Object reckon(String function, List<? extends @Nullable Object> values) {
        List<Object> flat = FormulaValue.flat(values);
        Object first = values.isEmpty() ? null : values.getFirst();
        Object second = values.size() < 2 ? null : values.get(1);
        String text = FormulaValue.text(first);
        return switch (function) {
            case "AND" -> values.stream().noneMatch(FormulaValue::isNothing);
            case "OR" -> !values.stream().allMatch(FormulaValue::isNothing);
            case "NOT" -> FormulaValue.isNothing(first);
            case "TRUE" -> true;
            case "FALSE" -> false;
            case "BLANK" -> null;
            case "IS_AFTER" -> times(first, second) && FormulaValue.compare(first, instant(second)) > 0;
            case "IS_BEFORE" -> times(first, second) && FormulaValue.compare(first, instant(second)) < 0;
            case "IS_SAME" -> times(first, second) && FormulaValue.compare(first, instant(second)) == 0;
            case "DATETIME_PARSE" ->
                FormulaValue.toInstant(first).<Object>map(each -> each).orElse(FormulaValue.ERROR);
            case "CONCATENATE" -> flat.stream().map(FormulaValue::text).collect(Collectors.joining());
            case "ARRAYJOIN" ->
                FormulaValue.flat(java.util.Arrays.asList(first)).stream()
                        .map(FormulaValue::text)
                        .collect(Collectors.joining(second == null ? ", " : FormulaValue.text(second)));
            case "LEN" -> (double) text.length();
            case "LOWER" -> text.toLowerCase(Locale.ROOT);
            case "UPPER" -> text.toUpperCase(Locale.ROOT);
            case "TRIM" -> text.strip();
            case "FIND", "SEARCH" -> found(function, text, FormulaValue.text(second));
            case "VALUE", "ABS", "ROUND" -> number(function, FormulaValue.toNumber(first), second);
            case "SUM" -> flat.stream().mapToDouble(FormulaValue::toNumber).sum();
            case "MAX" ->
                flat.stream().mapToDouble(FormulaValue::toNumber).max().orElse(0);
            case "MIN" ->
                flat.stream().mapToDouble(FormulaValue::toNumber).min().orElse(0);
            case "COUNT" ->
                (double) flat.stream().filter(Double.class::isInstance).count();
            default -> FormulaValue.ERROR;
        };
    }

    private static boolean times(@Nullable Object first, @Nullable Object second) {
        return FormulaValue.toInstant(first).isPresent()
                && FormulaValue.toInstant(second).isPresent();
    }

    private static Instant instant(@Nullable Object value) {
        return FormulaValue.toInstant(value).orElseThrow();
    }

    /// @return the place from 1, or 0
    private static Object found(String function, String what, String in) {
        boolean exact = function.equals("FIND");
        String where = exact ? in : in.toLowerCase(Locale.ROOT);
        return (double) (where.indexOf(exact ? what : what.toLowerCase(Locale.ROOT)) + 1);
    }

    private static Object number(String function, double value, @Nullable Object digits) {
        return switch (function) {
            case "ABS" -> Math.abs(value);
            case "ROUND" -> {
                double factor = Math.pow(10, FormulaValue.toNumber(digits));
                yield Math.round(value * factor) / factor;
            }
            default -> value;
        };
    }
}
