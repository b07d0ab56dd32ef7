/// The connector for exchange rates, against the lab.
@NullMarked
package dev.tallystick.connectors.rates;

import org.jspecify.annotations.NullMarked;
