package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// What went wrong with single items while the others went on.
final class Troubles {
    private final List<Refused> all = new ArrayList<>();

    void add(Refused refused) {
        all.add(refused);
    }

    boolean none() {
        return all.isEmpty();
    }

    String sentence() {
        return all.stream().map(Throwable::getMessage).collect(Collectors.joining(" "))
                + " Nothing of what was read before is removed for that.";
    }

    /// What a person must do something about comes before what goes on by itself.
    Problem gravest() {
        return all.stream()
                .map(Refused::problem)
                .filter(problem -> !problem.retryable())
                .findFirst()
                .orElseGet(() -> all.getFirst().problem());
    }

    /// No item could be read: one that may work by itself later decides that it is tried again.
    ConnectorException whole() {
        var first = all.stream()
                .filter(refused -> refused.problem().retryable())
                .findFirst()
                .orElse(all.getFirst());
        return new ConnectorException(
                Objects.requireNonNull(first.problem()),
                all.stream().map(Throwable::getMessage).collect(Collectors.joining(" ")),
                first.retryAfter().orElse(null),
                first);
    }

    static Refused unreadable(Item item, long count) {
        return new Refused(
                Problem.BAD_ANSWER,
                "Of '" + item.name() + "', " + count + (count == 1 ? " transaction" : " transactions")
                        + " could not be read; it is read again from before them.",
                "",
                false,
                (Duration) null,
                null);
    }
}
