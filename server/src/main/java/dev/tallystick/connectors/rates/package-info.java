/// Reads exchange rates: one row for each pair of currencies and day, from providers that publish them.
@NullMarked
package dev.tallystick.connectors.rates;

import org.jspecify.annotations.NullMarked;
