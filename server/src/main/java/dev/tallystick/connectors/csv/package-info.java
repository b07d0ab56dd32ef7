/// Reads CSV: files behind an address, such as the tabs of a shared spreadsheet, and files that somebody
/// drops into a
/// folder.
@NullMarked
package dev.tallystick.connectors.csv;

import org.jspecify.annotations.NullMarked;
