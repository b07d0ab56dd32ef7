/// The calls of the Sheets API v4.
@NullMarked
package dev.tallystick.lab.google.sheets;

import org.jspecify.annotations.NullMarked;
