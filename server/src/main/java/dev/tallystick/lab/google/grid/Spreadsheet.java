package dev.tallystick.lab.google.grid;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A spreadsheet file: its present state, who may see it, and everything that was ever done to it.
public final class Spreadsheet {

    private static final int KEPT = 100_000;

    private final String id;
    private final String owner;
    private final Clock clock;
    private final Runnable settle;
    private final LongSupplier sequence;
    private final Map<String, Role> shared = new ConcurrentHashMap<>();
    private final ArrayDeque<Edit> history = new ArrayDeque<>();
    private volatile Book book;
    private volatile boolean linkShared;
    private volatile boolean trashed;
    private volatile @Nullable String appClient;
    private volatile Kind kind = Kind.GOOGLE;
    private long version = 1;

    /// What somebody may do with a file.
    public enum Role {
        READER,
        WRITER,
        OWNER
    }

    /// Whether it is a real Google spreadsheet or an uploaded `.xlsx`, which the API refuses.
    public enum Kind {
        GOOGLE,
        UPLOADED
    }

    /// @param sequence counts the edits of all spreadsheets
    /// @param settle carries out late calls that are due, before anybody looks
    public Spreadsheet(
            String id,
            String owner,
            String title,
            String locale,
            String timeZone,
            Clock clock,
            Runnable settle,
            LongSupplier sequence) {
        this.id = id;
        this.owner = owner;
        this.clock = clock;
        this.settle = settle;
        this.sequence = sequence;
        this.book = new Book(title, locale, timeZone);
        edit(owner, "created", fresh -> {
            fresh.addTab(0, "Sheet1", Tab.Type.GRID, 0, Tab.NEW_ROWS, Tab.NEW_COLUMNS);
            return fresh;
        });
    }

    public String id() {
        return id;
    }

    public String owner() {
        return owner;
    }

    /// How it is now. What is returned does not change any more.
    public Book book() {
        settle.run();
        return book;
    }

    /// As [#book], for a call that is itself being carried out.
    public Book underCall() {
        return book;
    }

    /// All of the edit, or where it throws nothing of it.
    public <T> T edit(String by, String what, Function<Book, T> edit) {
        return edit(by, what, 0, edit);
    }

    /// @param call its number, where it is a call of the API
    public <T> T edit(String by, String what, long call, Function<Book, T> edit) {
        synchronized (this) {
            Book next = book.copy();
            T result = edit.apply(next);
            if (history.size() == KEPT) {
                history.removeFirst();
            }
            version++;
            history.add(new Edit(sequence.getAsLong(), version, clock.instant(), by, what, call, next.changes()));
            book = next;
            return result;
        }
    }

    /// The last hundred thousand edits, oldest first.
    public List<Edit> history() {
        settle.run();
        return historyUnderCall();
    }

    public synchronized List<Edit> historyUnderCall() {
        return new ArrayList<>(history);
    }

    /// The last edit that had happened by then.
    public synchronized Optional<Edit> lastEdit(Instant by) {
        for (var edits = history.descendingIterator(); edits.hasNext(); ) {
            Edit edit = edits.next();
            if (!edit.at().isAfter(by)) {
                return Optional.of(edit);
            }
        }
        return Optional.ofNullable(history.peekFirst());
    }

    public Calculation calculation(Book of) {
        return new Calculation(of, now(of));
    }

    /// By the spreadsheet's own time zone.
    public LocalDateTime now(Book of) {
        ZoneId zone;
        try {
            zone = ZoneId.of(of.timeZone());
        } catch (DateTimeException _) {
            zone = ZoneId.of("UTC");
        }
        return LocalDateTime.ofInstant(clock.instant(), zone);
    }

    public People people() {
        settle.run();
        return new People(this, owner);
    }

    // ---- who may see it

    public Optional<Role> role(String person) {
        return person.equals(owner) ? Optional.of(Role.OWNER) : Optional.ofNullable(shared.get(person));
    }

    public void share(String person, Role role) {
        shared.put(person, role);
    }

    public void unshare(String person) {
        shared.remove(person);
    }

    /// "Anyone with the link can view."
    public void shareByLink(boolean on) {
        linkShared = on;
    }

    public boolean isSharedByLink() {
        return linkShared;
    }

    /// Created by or opened with this OAuth client, which is what the scope `drive.file` covers.
    public void openedWith(String client) {
        appClient = client;
    }

    public boolean isOpenedWith(String client) {
        return client.equals(appClient);
    }

    public void trash(boolean on) {
        trashed = on;
        edit(owner, on ? "trashed" : "restored", same -> same);
    }

    public boolean isTrashed() {
        return trashed;
    }

    public void kind(Kind other) {
        kind = other;
    }

    public Kind kind() {
        return kind;
    }
}
