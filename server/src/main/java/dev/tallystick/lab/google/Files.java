package dev.tallystick.lab.google;

import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.oauth.Access;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// All spreadsheets of the lab.
public final class Files {

    private final Map<String, Spreadsheet> files = new LinkedHashMap<>();
    private final AtomicLong edits = new AtomicLong();
    private final Clock clock;
    private final Runnable settle;

    Files(Clock clock, Runnable settle) {
        this.clock = clock;
        this.settle = settle;
    }

    public synchronized Spreadsheet create(String owner, String title, String locale, String timeZone) {
        return create(owner, String.format(Locale.ROOT, "1Lab%040d", files.size() + 1), title, locale, timeZone);
    }

    synchronized Spreadsheet create(String owner, String id, String title, String locale, String timeZone) {
        var made = new Spreadsheet(id, owner, title, locale, timeZone, clock, settle, edits::incrementAndGet);
        files.put(id, made);
        return made;
    }

    public synchronized Optional<Spreadsheet> find(String id) {
        return Optional.ofNullable(files.get(id));
    }

    public synchronized List<Spreadsheet> all() {
        return List.copyOf(files.values());
    }

    /// Whether this access sees the file at all.
    public static boolean sees(Access access, Spreadsheet file) {
        return (file.role(access.account()).isPresent() || file.isSharedByLink())
                && (!access.onlyOwnFiles() || file.isOpenedWith(access.client()));
    }
}
