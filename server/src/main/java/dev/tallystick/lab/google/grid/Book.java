package dev.tallystick.lab.google.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All that one state of a spreadsheet holds. Readers hold a state that nobody changes any more; an edit works on a
/// copy, so that it happens whole or not at all.
public final class Book {

    private static final long CELLS = 10_000_000;
    private static final int METADATA_CHARACTERS = 30_000;

    private final List<Tab> tabs = new ArrayList<>();
    private final List<Protection> protections = new ArrayList<>();
    private final List<Metadata> metadata = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private String title;
    private SheetLocale locale;
    private String timeZone;

    Book(String title, String locale, String timeZone) {
        this.title = title;
        this.locale = SheetLocale.of(locale);
        this.timeZone = timeZone;
    }

    Book copy() {
        var copy = new Book(title, locale.name(), timeZone);
        tabs.forEach(tab -> copy.tabs.add(tab.copy(copy.changes)));
        copy.protections.addAll(protections);
        copy.metadata.addAll(metadata);
        return copy;
    }

    /// What the edit that made this state has done.
    List<Change> changes() {
        return changes;
    }

    public String title() {
        return title;
    }

    public SheetLocale locale() {
        return locale;
    }

    public String timeZone() {
        return timeZone;
    }

    public void rename(String other) {
        title = other;
    }

    public void locale(String other) {
        locale = SheetLocale.of(other);
    }

    public void timeZone(String other) {
        timeZone = other;
    }

    // ---- tabs

    public List<Tab> tabs() {
        return List.copyOf(tabs);
    }

    public int index(Tab tab) {
        return tabs.indexOf(tab);
    }

    /// By its title; capitals matter only where two titles differ by nothing else.
    public Optional<Tab> tab(String named) {
        return tabs.stream()
                .filter(tab -> tab.title().equals(named))
                .findFirst()
                .or(() -> tabs.stream()
                        .filter(tab -> tab.title().equalsIgnoreCase(named))
                        .findFirst());
    }

    public Optional<Tab> tab(int sheetId) {
        return tabs.stream().filter(tab -> tab.sheetId() == sheetId).findFirst();
    }

    /// @throws InvalidEdit where there is none
    public Tab existing(int sheetId) {
        return tab(sheetId).orElseThrow(() -> new InvalidEdit("No grid with id: " + sheetId));
    }

    /// What a range without a tab's name means.
    public Tab firstVisible() {
        return tabs.stream().filter(tab -> !tab.hidden()).findFirst().orElse(tabs.getFirst());
    }

    public Tab addTab(int sheetId, String named, Tab.Type type, int at, int rows, int columns) {
        if (tab(sheetId).isPresent()) {
            throw new InvalidEdit("A sheet with id " + sheetId + " already exists.");
        }
        free(named);
        var tab = new Tab(sheetId, named, type, rows, columns, changes);
        tabs.add(Math.clamp(at, 0, tabs.size()), tab);
        changes.add(new Change.Other(sheetId, "added tab " + named));
        checkCells();
        return tab;
    }

    /// @throws InvalidEdit where another tab has that title
    public void free(String named) {
        if (tabs.stream().anyMatch(tab -> tab.title().equalsIgnoreCase(named))) {
            throw new InvalidEdit("A sheet with the name \"" + named + "\" already exists. Please enter another name.");
        }
    }

    public void deleteTab(Tab tab) {
        if (tabs.size() == 1) {
            throw new InvalidEdit("You can't remove all the sheets in a document.");
        }
        if (!tab.hidden() && tabs.stream().filter(each -> !each.hidden()).count() == 1) {
            throw new InvalidEdit("You can't remove all the visible sheets in a document.");
        }
        tabs.remove(tab);
        protections.removeIf(each -> each.range().sheetId() == tab.sheetId());
        metadata.removeIf(each -> each.sheetId() != null && each.sheetId() == tab.sheetId());
        changes.add(new Change.Other(tab.sheetId(), "deleted tab " + tab.title()));
    }

    public void moveTab(Tab tab, int to) {
        tabs.remove(tab);
        tabs.add(Math.clamp(to, 0, tabs.size()), tab);
        changes.add(new Change.Other(tab.sheetId(), "moved tab to " + to));
    }

    public String freeTitle() {
        int number = tabs.size() + 1;
        while (tab("Sheet" + number).isPresent()) {
            number++;
        }
        return "Sheet" + number;
    }

    /// The grids count, not what is in them.
    public void checkCells() {
        if (tabs.stream().mapToLong(Tab::cells).sum() > CELLS) {
            throw new InvalidEdit("This action would increase the number of cells in the workbook above the limit of "
                    + CELLS + " cells.");
        }
    }

    // ---- protections

    public List<Protection> protections() {
        return List.copyOf(protections);
    }

    public void protect(Protection protection) {
        if (protections.stream().anyMatch(each -> each.id() == protection.id())) {
            throw new InvalidEdit("A protected range with id " + protection.id() + " already exists.");
        }
        protections.add(protection);
        changes.add(new Change.Other(protection.range().sheetId(), "protected " + protection.range()));
    }

    public void unprotect(int id) {
        if (!protections.removeIf(each -> each.id() == id)) {
            throw new InvalidEdit("No protected range with id: " + id);
        }
    }

    void protections(List<Protection> others) {
        protections.clear();
        protections.addAll(others);
    }

    /// @throws InvalidEdit where this person may not write there
    public void mayWrite(GridRange range, String person, String owner) {
        if (protections.stream()
                .anyMatch(each -> each.stops(person, owner) && each.range().meets(range))) {
            throw new InvalidEdit("You are trying to edit a protected cell or object. Please contact the spreadsheet"
                    + " owner to remove protection if you need to edit.");
        }
    }

    // ---- developer metadata

    public List<Metadata> metadata() {
        return List.copyOf(metadata);
    }

    /// @param index of the row or column, where it has one
    public void add(Metadata added, int index) {
        if (metadata.stream().anyMatch(each -> each.id() == added.id())) {
            throw new InvalidEdit("Developer metadata with id " + added.id() + " already exists.");
        }
        metadata.add(added);
        int characters = metadata.stream()
                .filter(each -> java.util.Objects.equals(each.sheetId(), added.sheetId()))
                .mapToInt(Metadata::characters)
                .sum();
        if (characters > METADATA_CHARACTERS) {
            throw new InvalidEdit(String.format(
                    Locale.ROOT,
                    "Adding this developer metadata would exceed the limit of %d characters.",
                    METADATA_CHARACTERS));
        }
        if (added.sheetId() != null && added.dimension() != null) {
            Tab tab = existing(added.sheetId());
            var ids = new ArrayList<>(tab.metadata(added.dimension(), index));
            ids.add(added.id());
            tab.metadata(added.dimension(), index, ids);
        }
        changes.add(new Change.Other(added.sheetId() == null ? -1 : added.sheetId(), "metadata " + added.key()));
    }

    public void deleteMetadata(int id) {
        Metadata gone = metadata.stream()
                .filter(each -> each.id() == id)
                .findFirst()
                .orElseThrow(() -> new InvalidEdit("No developer metadata with id: " + id));
        metadata.remove(gone);
        if (gone.sheetId() != null && gone.dimension() != null) {
            Tab tab = existing(gone.sheetId());
            int index = place(gone);
            tab.metadata(
                    gone.dimension(),
                    index,
                    tab.metadata(gone.dimension(), index).stream()
                            .filter(each -> each != id)
                            .toList());
        }
    }

    /// The row or column that carries it, or -1.
    public int place(Metadata wanted) {
        if (wanted.sheetId() == null || wanted.dimension() == null) {
            return -1;
        }
        Tab tab = existing(wanted.sheetId());
        int count = wanted.dimension() == Dimension.ROWS ? tab.rows().size() : tab.columnCount();
        for (int index = 0; index < count; index++) {
            if (tab.metadata(wanted.dimension(), index).contains(wanted.id())) {
                return index;
            }
        }
        return -1;
    }

    /// What a deleted line carried dies with it.
    void forget(List<Integer> ids) {
        metadata.removeIf(each -> ids.contains(each.id()));
    }
}
