/// The shared words: rows, fields, typed values and the one equality that decides whether two values differ.
@NullMarked
package dev.tallystick.table;

import org.jspecify.annotations.NullMarked;
