package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.Listing;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the items one after the other: one that is refused does not stop those behind it.
///
/// @param what is read of them, for the scope
/// @param cursor where the next listing begins, asked at the end; null where there is none
record EachItem(String what, List<Item> items, Supplier<@Nullable String> cursor) {

    /// @param read hands on what one item has, or throws [Refused] or [Stopped]
    /// @throws dev.tallystick.connector.ConnectorException when no item could be read
    Listing list(boolean full, Consumer<Item> read) {
        var troubles = new Troubles();
        int done = 0;
        for (var item : items) {
            try {
                read.accept(item);
                done++;
            } catch (Stopped _) {
                return new Listing.Partial("It was asked to stop before the end.");
            } catch (Refused refused) {
                troubles.add(refused);
                if (refused.everything()) {
                    break;
                }
            }
        }
        if (troubles.none()) {
            return new Listing.Complete(cursor.get(), scope(), full);
        }
        if (done == 0) {
            throw troubles.whole();
        }
        return new Listing.Partial(troubles.sentence(), cursor.get(), troubles.gravest());
    }

    private String scope() {
        return items.stream()
                .map(item -> item.name() + " " + item.fingerprint())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), names -> what + " of " + String.join(", ", names)));
    }
}
