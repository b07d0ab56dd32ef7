package dev.tallystick.lab.airtable;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;

/// A base: tables that may be linked, and who works in it. Whoever reads or changes it holds its monitor.
public final class Base {

    /// What Airtable promises neither way, so that a test may have it in both.
    ///
    /// @param linkTouchesTheOtherRow whether a link written at one end moves the time of change at the other
    /// @param newRowsCountAsModified whether a row that nobody has edited yet has a time of change
    /// @param answersKeepOrder whether the records of an answer come in the order of the request
    public record Habits(boolean linkTouchesTheOtherRow, boolean newRowsCountAsModified, boolean answersKeepOrder) {
        public static final Habits USUAL = new Habits(true, true, true);
    }

    final Ids ids;
    final Clock clock;
    final Runnable settle;
    final Supplier<String> origin;
    final Map<String, Table> tables = new LinkedHashMap<>();
    final Map<String, Attachment> attachments = new LinkedHashMap<>();
    final List<Collaborator> collaborators = new ArrayList<>();
    private final String id;
    private final String name;
    Habits habits = Habits.USUAL;

    /// @param settle carries out what is due from before; called before anybody looks or edits
    /// @param origin the address that the addresses of attachments begin with
    Base(String id, String name, Ids ids, Clock clock, Runnable settle, Supplier<String> origin) {
        this.id = id;
        this.name = name;
        this.ids = ids;
        this.clock = clock;
        this.settle = settle;
        this.origin = origin;
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    /// The hand that edits meanwhile.
    public People people() {
        return new People(this);
    }

    public synchronized void habits(Habits other) {
        habits = other;
    }

    /// By id or name.
    ///
    /// @throws NoSuchElementException where there is none
    public synchronized Table table(String idOrName) {
        return find(idOrName)
                .orElseThrow(() -> new NoSuchElementException("The base " + name + " has no table " + idOrName));
    }

    public synchronized Collection<Table> tables() {
        return List.copyOf(tables.values());
    }

    Optional<Table> find(String idOrName) {
        Table byId = tables.get(idOrName);
        return byId != null
                ? Optional.of(byId)
                : tables.values().stream()
                        .filter(each -> each.name().equals(idOrName))
                        .findFirst();
    }

    /// The table that holds the record now.
    Optional<Table> holding(String record) {
        return tables.values().stream()
                .filter(each -> each.rows.containsKey(record))
                .findFirst();
    }

    Optional<Collaborator> collaborator(String idOrEmail) {
        return collaborators.stream()
                .filter(each -> each.id().equals(idOrEmail) || each.email().equals(idOrEmail))
                .findFirst();
    }

    /// To the millisecond, as Airtable keeps time.
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
