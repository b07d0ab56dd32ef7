package dev.tallystick.connectors.rates;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rates of one base in some currencies, a row for each day and currency. The row id is
/// `provider/base/quote/day`; the day is that of the observation, so on a weekend there is no row but that of Friday.
final class RatesSource implements Source {
    private static final MathContext COMPUTED = MathContext.DECIMAL64;
    private static final Schema SCHEMA = new Schema(List.of(
            Field.of("provider", FieldType.TEXT),
            Field.of("base", FieldType.TEXT),
            Field.of("quote", FieldType.TEXT),
            Field.of("date", FieldType.DATE),
            Field.of("rate", FieldType.DECIMAL),
            Field.of("computed", FieldType.BOOLEAN)));

    private final Provider provider;
    private final TableOptions options;
    private final Surroundings surroundings;
    private final int pageDays;
    private final String base;

    RatesSource(Provider provider, TableOptions options, Surroundings surroundings, int pageDays) {
        this.provider = provider;
        this.options = options;
        this.surroundings = surroundings;
        this.pageDays = pageDays;
        base = options.base().orElse(provider.base());
        if (options.quotes().contains(base)) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    base + " is the base of " + provider.name() + " and stands among the 'quotes' as well; leave it"
                            + " out there, or say another 'base'.");
        }
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public boolean closed() {
        return true;
    }

    @Override
    public boolean incremental() {
        return true;
    }

    @Override
    public Listing list(Request request, PageSink sink) {
        var last = provider.lastDay();
        if (options.from().isAfter(last)) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "The table's 'from', " + options.from() + ", is still to come: the last day with rates can be "
                            + last + ".");
        }
        var since = since(request.cursor());
        if (since != null && since.isAfter(last)) {
            // A day counts once, so nothing can be new before the next is over.
            return surroundings.stopping().getAsBoolean()
                    ? stopped()
                    : new Listing.Complete(request.cursor(), scope(), false);
        }
        var reading = new Reading(sink, since == null ? options.from() : since);
        try {
            provider.days(reading.from, last, asked(), reading::take);
            reading.end();
        } catch (Stopped _) {
            return stopped();
        }
        return new Listing.Complete(
                reading.newest == null ? request.cursor() : reading.newest.toString(), scope(), since == null);
    }

    private static Listing stopped() {
        return new Listing.Partial("It was asked to stop before the end.");
    }

    /// The first day to ask for again; null for all.
    private @Nullable LocalDate since(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            var newest = LocalDate.parse(cursor);
            var again = newest.minusDays(provider.correctedDays());
            var since = provider.correctedDays() == 0 ? newest.plusDays(1) : again;
            return since.isBefore(options.from()) ? options.from() : since;
        } catch (DateTimeException _) {
            return null; // not a cursor of ours: everything is read
        }
    }

    private String scope() {
        return provider.name() + " " + base + " in " + String.join(",", options.quotes()) + " from " + options.from();
    }

    /// All that is needed to compute the quotes.
    private Set<String> asked() {
        var asked = new TreeSet<>(options.quotes());
        asked.add(base);
        asked.remove(provider.base());
        return asked;
    }

    /// One reading.
    private final class Reading {
        private final PageSink sink;
        private final LocalDate from;
        private final List<Row> rows = new ArrayList<>();
        private final List<Unreadable> unreadable = new ArrayList<>();
        private int days;
        private @Nullable LocalDate newest;
        private Set<String> newestHas = Set.of();

        Reading(PageSink sink, LocalDate from) {
            this.sink = sink;
            this.from = from;
        }

        void take(List<Day> part) {
            for (var day : part) {
                if (surroundings.stopping().getAsBoolean()) {
                    throw new Stopped();
                }
                day(day);
                if (++days % pageDays == 0) {
                    handOn();
                }
            }
        }

        /// A currency that the newest day lacks is one that nobody publishes, or no more; on other days it may be a
        /// holiday of that country.
        void end() {
            if (newest != null) {
                for (var quote : options.quotes()) {
                    if (!newestHas.contains(quote)) {
                        unreadable.add(new Unreadable(
                                quote,
                                provider.name() + " has no rate of " + base + " in " + quote + " on " + newest
                                        + ", its newest day. It may not know one of them, or have stopped to publish"
                                        + " it; check the 'quotes' of the table."));
                    }
                }
            }
            if (!rows.isEmpty() || !unreadable.isEmpty()) {
                handOn();
            }
        }

        private void handOn() {
            sink.page(new Page(rows, unreadable));
            rows.clear();
            unreadable.clear();
        }

        private void day(Day day) {
            if (day.date().isAfter(provider.lastDay())) {
                unreadable.add(new Unreadable(
                        day.date().toString(),
                        provider.name() + " sent rates of " + day.date() + ", a day that is not over, or still to"
                                + " come; they are not used."));
                return;
            }
            newest = day.date();
            newestHas = new TreeSet<>();
            for (var quote : options.quotes()) {
                var odd = day.odd().get(quote) == null
                        ? day.odd().get(base)
                        : day.odd().get(quote);
                if (odd != null) {
                    newestHas.add(quote);
                    unreadable.add(new Unreadable(
                            day.date() + " " + quote,
                            provider.name() + " sent " + odd + " where a rate above nought should be.",
                            id(quote, day.date())));
                    continue;
                }
                var rate = rate(day, quote);
                if (rate != null) {
                    newestHas.add(quote);
                    rows.add(row(day.date(), quote, rate));
                }
            }
        }

        private @Nullable BigDecimal rate(Day day, String quote) {
            var inQuote =
                    quote.equals(provider.base()) ? BigDecimal.ONE : day.rates().get(quote);
            var inBase =
                    base.equals(provider.base()) ? BigDecimal.ONE : day.rates().get(base);
            if (inQuote == null || inBase == null) {
                return null;
            }
            return published() ? inQuote : inQuote.divide(inBase, COMPUTED);
        }
    }

    private boolean published() {
        return base.equals(provider.base());
    }

    private String id(String quote, LocalDate day) {
        return provider.name() + "/" + base + "/" + quote + "/" + day;
    }

    private Row row(LocalDate day, String quote, BigDecimal rate) {
        return new Row(
                id(quote, day),
                Map.of(
                        "provider",
                        Value.text(provider.name()),
                        "base",
                        Value.text(base),
                        "quote",
                        Value.text(quote),
                        "date",
                        new Value.Date(day),
                        "rate",
                        new Value.Decimal(rate),
                        "computed",
                        new Value.Bool(!published())));
    }
}
