/// Exchange rates as a connector meets them: Frankfurter with the rates of a central bank, and Open Exchange Rates.
@NullMarked
package dev.tallystick.lab.rates;

import org.jspecify.annotations.NullMarked;
