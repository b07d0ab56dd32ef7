package dev.tallystick.lab.google.grid;

import java.util.Set;

/// A protected range.
///
/// @param warningOnly people are asked whether they are sure; nobody is stopped, least of all a program
/// @param editors who may write there beside the owner
public record Protection(int id, GridRange range, String description, boolean warningOnly, Set<String> editors) {
    public Protection {
        editors = Set.copyOf(editors);
    }

    boolean stops(String person, String owner) {
        return !warningOnly && !person.equals(owner) && !editors.contains(person);
    }

    Protection range(GridRange other) {
        return new Protection(id, other, description, warningOnly, editors);
    }
}
