/// The exchange rates of the lab.
@NullMarked
package dev.tallystick.lab.rates;

import org.jspecify.annotations.NullMarked;
