package dev.tallystick.connectors.rates;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.connector.TableRef;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which rates a sync wants.
///
/// @param base what one unit is of; empty for the provider's own
/// @param quotes the currencies that it is told in
/// @param from the first day
record TableOptions(Optional<String> base, Set<String> quotes, LocalDate from) {
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final LocalDate EARLIEST = LocalDate.of(1999, 1, 4);

    static final Settings SETTINGS = Settings.of(
            Setting.required("quotes", Kind.LIST, "The currencies that rates are told in: [USD, GBP], for instance."),
            Setting.required("from", Kind.TEXT, "The first day, as in 2026-01-01; everything since then is read."),
            Setting.optional(
                    "base",
                    Kind.TEXT,
                    "The currency of which one unit is told; that of the provider by default (EUR, or USD). Any other"
                            + " is computed from two published rates, with 16 digits."));

    static TableOptions of(TableRef table) {
        List<String> faults = new ArrayList<>(faults(table));
        if (quotes(table).isEmpty()) {
            faults.add("The table '" + table.name() + "' needs 'quotes': a list of currencies, as in [USD, GBP].");
        }
        if (text(table, "from").isEmpty()) {
            faults.add("The table '" + table.name() + "' needs 'from': the first day, as in 2026-01-01.");
        }
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        return new TableOptions(
                text(table, "base").map(TableOptions::upper),
                quotes(table),
                LocalDate.parse(text(table, "from").orElseThrow()));
    }

    static List<String> faults(TableRef table) {
        List<String> faults = new ArrayList<>();
        Stream.concat(quotes(table).stream(), text(table, "base").map(TableOptions::upper).stream())
                .filter(code -> !CURRENCY.matcher(code).matches())
                .forEach(code -> faults.add("'" + code + "' of the table '" + table.name()
                        + "' is no currency; write its three letters, as in USD."));
        text(table, "from").ifPresent(text -> {
            try {
                if (LocalDate.parse(text).isBefore(EARLIEST)) {
                    faults.add("The 'from' of the table '" + table.name() + "' must be " + EARLIEST
                            + " or later: there are no rates of the euro before.");
                }
            } catch (DateTimeException _) {
                faults.add("The 'from' of the table '" + table.name() + "' must be a day as in 2026-01-01, not '" + text
                        + "'.");
            }
        });
        if (text(table, "base")
                .map(TableOptions::upper)
                .filter(quotes(table)::contains)
                .isPresent()) {
            faults.add("The 'base' of the table '" + table.name() + "' stands among its 'quotes' as well.");
        }
        return faults;
    }

    private static Set<String> quotes(TableRef table) {
        var value = table.options().all().get("quotes");
        var all = value instanceof List<?> list ? list.stream() : Stream.ofNullable(value);
        var quotes = new TreeSet<String>();
        all.map(each -> upper(each.toString().strip()))
                .filter(code -> !code.isEmpty())
                .forEach(quotes::add);
        return quotes;
    }

    private static Optional<String> text(TableRef table, String name) {
        return table.options().optionalText(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String upper(String code) {
        return code.toUpperCase(Locale.ROOT);
    }
}
