/// A spreadsheet as people see it: tabs, rows, cells, formats, and the hands that edit them; no HTTP.
@NullMarked
package dev.tallystick.lab.google.grid;

import org.jspecify.annotations.NullMarked;
