package dev.tallystick.lab.google.drive;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import dev.tallystick.lab.google.Files;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.InvalidEdit;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import dev.tallystick.lab.google.oauth.Access;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// `docs.google.com/spreadsheets/d/{id}/export`, which is no API (as googlesheets4 87bfc59 uses it): a redirect to a
/// short-lived address of another host, and for whoever may not see the file a sign-in page with status 200.
public final class ExportLink {

    private static final String HTML = "text/html; charset=utf-8";
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final Files files;
    private final Supplier<String> root;
    private final Clock clock;
    private final Map<String, Ticket> tickets = new HashMap<>();

    private record Ticket(Spreadsheet spreadsheet, GridRange range, Instant until) {}

    public ExportLink(Files files, Supplier<String> root, Clock clock) {
        this.files = files;
        this.root = root;
        this.clock = clock;
    }

    public boolean serves(String path) {
        return path.startsWith("/spreadsheets/d/") || path.startsWith("/export/") || path.equals("/ServiceLogin");
    }

    /// @param access of the bearer token, where one was sent
    public Reply handle(Call call, String path, Optional<Access> access) {
        if (path.equals("/ServiceLogin")) {
            return Reply.of(200, HTML, page("Google Sheets: Sign-in", "Sign in to continue to Sheets"));
        }
        String[] parts = path.split("/", -1);
        if (path.startsWith("/export/")) {
            return exported(parts[parts.length - 1]);
        }
        boolean export = parts.length == 5 && parts[4].equals("export");
        return export ? export(call, parts[3], access) : lost();
    }

    private Reply export(Call call, String id, Optional<Access> access) {
        Optional<Spreadsheet> found = files.find(id);
        if (found.isEmpty()) {
            return lost();
        }
        Spreadsheet spreadsheet = found.get();
        boolean sees = spreadsheet.isSharedByLink()
                || access.filter(each -> Files.sees(each, spreadsheet)
                                && each.hasAny(
                                        Access.SPREADSHEETS,
                                        Access.SPREADSHEETS_READ,
                                        Access.DRIVE,
                                        Access.DRIVE_READ,
                                        Access.DRIVE_FILE))
                        .isPresent();
        if (!sees) {
            String back = URLEncoder.encode(root.get() + "/spreadsheets/d/" + id + "/export", StandardCharsets.UTF_8);
            return redirect(302, "/ServiceLogin?service=wise&continue=" + back);
        }
        if (!call.asked("format").orElse("csv").equals("csv")) {
            return lost();
        }
        Book book = spreadsheet.underCall();
        Optional<Tab> tab = call.asked("gid").isEmpty()
                ? Optional.of(book.tabs().getFirst())
                : call.asked("gid")
                        .filter(gid -> gid.matches("\\d{1,9}"))
                        .flatMap(gid -> book.tab(Integer.parseInt(gid)));
        if (tab.isEmpty()) {
            return Reply.of(400, HTML, page("Error", "Sorry, unable to open the file at this time."));
        }
        try {
            GridRange range = call.asked("range")
                    .map(a1 -> A1.parse(A1.quoted(tab.get().title()) + "!" + a1, book))
                    .orElse(GridRange.whole(tab.get().sheetId()));
            return redirect(307, "/export/" + ticket(spreadsheet, range));
        } catch (InvalidEdit _) {
            return Reply.of(400, HTML, page("Error", "Sorry, unable to open the file at this time."));
        }
    }

    private synchronized String ticket(Spreadsheet spreadsheet, GridRange range) {
        String name = "lab" + (tickets.size() + 1);
        tickets.put(name, new Ticket(spreadsheet, range, clock.instant().plus(LIFE)));
        return name;
    }

    private synchronized Reply exported(String name) {
        Ticket ticket = tickets.get(name);
        if (ticket == null || ticket.until().isBefore(clock.instant())) {
            return lost();
        }
        Book book = ticket.spreadsheet().underCall();
        if (book.tab(ticket.range().sheetId()).isEmpty()) {
            return lost();
        }
        return Reply.of(200, "text/csv", CsvText.of(ticket.spreadsheet(), book, ticket.range()))
                .with("Content-Disposition", "attachment; filename=\"export.csv\"");
    }

    private Reply redirect(int status, String to) {
        return Reply.of(status, HTML, page("Temporary Redirect", "The document has moved."))
                .with("Location", root.get() + to);
    }

    private static Reply lost() {
        return Reply.of(404, HTML, page("Page Not Found", "Sorry, the file you have requested does not exist."));
    }

    private static String page(String title, String sentence) {
        return "<!DOCTYPE html><html><head><title>" + title + "</title></head><body><p>" + sentence
                + "</p></body></html>\n";
    }
}
