/// Reads and writes tabs of Google Sheets, whose rows move under our hands.
@NullMarked
package dev.tallystick.connectors.googlesheets;

import org.jspecify.annotations.NullMarked;
