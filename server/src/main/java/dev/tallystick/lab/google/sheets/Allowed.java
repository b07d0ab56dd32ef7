package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.GridRange;

/// Whether whoever calls may write at a place: hard protections stop everybody but their editors.
record Allowed(Book book, String person, String owner) {

    void at(GridRange range) {
        book.mayWrite(range, person, owner);
    }
}
