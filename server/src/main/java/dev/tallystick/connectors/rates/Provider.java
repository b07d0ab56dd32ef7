package dev.tallystick.connectors.rates;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.OpenConnection.Stage;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Somebody who publishes rates, always of one unit of its own currency.
interface Provider {

    /// As it stands in the rows.
    String name();

    /// The currency of which one unit is told.
    String base();

    /// What counts its calls; empty where nobody does.
    Optional<Budget.Limit> month();

    /// How many calls [#days] makes for these days.
    long calls(LocalDate from, LocalDate to);

    /// The last day whose rates stay as they are, or may be there at all, by the clock.
    LocalDate lastDay();

    /// So many days before the newest one may still be corrected.
    int correctedDays();

    /// The days from `from` to `to`, in order, those left out on which nothing is published; the first may be an
    /// earlier one, which was in force on `from`.
    ///
    /// @param currencies that are wanted; more or fewer may come
    /// @param sink takes each part as it comes
    /// @throws dev.tallystick.connector.ConnectorException when it cannot go on
    void days(LocalDate from, LocalDate to, Set<String> currencies, Consumer<List<Day>> sink);

    /// Tries it out, at no cost where that can be.
    Stage signIn();
}
