package dev.tallystick.lab.airtable;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A formula that has been read. The subset that a sync asks for, and a little more.
/// Source: support.airtable.com, "Formula field reference".
sealed interface Formula {

    record Constant(@Nullable Object value) implements Formula {}

    /// @param name a field's name or id
    record Cell(String name) implements Formula {}

    record Call(String function, List<Formula> arguments) implements Formula {}

    record Operation(String sign, Formula left, Formula right) implements Formula {}

    record Negated(Formula of) implements Formula {}

    /// What fields it names.
    default Stream<String> cells() {
        return switch (this) {
            case Constant _ -> Stream.empty();
            case Cell cell -> Stream.of(cell.name());
            case Call call -> call.arguments().stream().flatMap(Formula::cells);
            case Operation two -> Stream.concat(two.left().cells(), two.right().cells());
            case Negated one -> one.of().cells();
        };
    }

    /// What functions it calls.
    default Stream<String> functions() {
        return switch (this) {
            case Constant _, Cell _ -> Stream.empty();
            case Call call ->
                Stream.concat(
                        Stream.of(call.function()), call.arguments().stream().flatMap(Formula::functions));
            case Operation two ->
                Stream.concat(two.left().functions(), two.right().functions());
            case Negated one -> one.of().functions();
        };
    }

    /// A text that is no formula.
    final class Unreadable extends RuntimeException {
        Unreadable(String why) {
            super(why, null, false, false);
        }
    }
}
