package dev.tallystick.connectors.rates;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What a provider says of one day.
///
/// @param date of the observation, which may be an earlier day than the one asked for
/// @param rates by currency, of one unit of the provider's own
/// @param odd currencies with something else in place of a rate, and what
record Day(LocalDate date, Map<String, BigDecimal> rates, Map<String, String> odd) {
    private static final int LONGEST_SHOWN = 40;

    /// @param rates an object of numbers by currency
    static Day of(LocalDate date, JsonNode rates) {
        var read = new TreeMap<String, BigDecimal>();
        var odd = new TreeMap<String, String>();
        rates.properties().forEach(entry -> {
            var value = entry.getValue();
            if (value.isNumber() && value.decimalValue().signum() > 0) {
                read.put(entry.getKey(), value.decimalValue());
            } else {
                var text = value.toString();
                odd.put(entry.getKey(), text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text);
            }
        });
        return new Day(date, read, odd);
    }
}
