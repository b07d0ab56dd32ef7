package dev.tallystick.connectors.http.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A step of rendering.
sealed interface Statement {

    record Text(String text) implements Statement {}

    record Print(Node value) implements Statement {}

    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

    record For(
            List<String> names, Node items, @Nullable Node condition, List<Statement> body, List<Statement> otherwise)
            implements Statement {}

    /// @param field set on the namespace `names.getFirst()`, null when plain names are set
    record Assign(List<String> names, @Nullable String field, Node value) implements Statement {}

    record Capture(String name, List<Statement> body) implements Statement {}

    record Branch(Node condition, List<Statement> body) {}
}
