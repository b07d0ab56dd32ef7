package dev.tallystick.lab.google.drive;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import dev.tallystick.lab.google.FieldMask;
import dev.tallystick.lab.google.Files;
import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Edit;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.oauth.Access;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `www.googleapis.com/drive/v3`, as far as it tells whether something has changed. Sources: the Drive
/// v3 reference; form of times and default fields as recorded by gspread (5e2b628).
public final class DriveApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String NOTHING_ASKED = "kind,id,name,mimeType";

    /// What the official clients put in front where they ask for a file's content.
    private static final String DOWNLOAD = "/download";

    private static final int EXPORT_BYTES = 10 * 1024 * 1024;

    private final Files files;
    private final Clock clock;
    private volatile Duration lag = Duration.ZERO;

    public DriveApi(Files files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /// From now on an edit is seen here only so long after it was made.
    public void lag(Duration other) {
        lag = other;
    }

    public boolean serves(String path) {
        return path.startsWith("/drive/v3/") || path.startsWith(DOWNLOAD + "/drive/v3/");
    }

    public Reply handle(Call call, String asked, Access access) {
        String path = asked.startsWith(DOWNLOAD) ? asked.substring(DOWNLOAD.length()) : asked;
        String[] parts = path.split("/", -1); // "", drive, v3, files, id
        boolean get = call.method().equals("GET");
        if (get && parts.length == 5 && parts[3].equals("files")) {
            return file(call, access, seen(access, parts[4]));
        }
        if (get && parts.length == 6 && parts[3].equals("files") && parts[5].equals("export")) {
            return export(call, access, seen(access, parts[4]));
        }
        if (get && path.equals("/drive/v3/changes/startPageToken")) {
            mayRead(access);
            ObjectNode answer = NODES.objectNode();
            answer.put("kind", "drive#startPageToken");
            answer.put("startPageToken", "" + next(edits()));
            return reply(call, answer, FieldMask.ALL);
        }
        if (get && path.equals("/drive/v3/changes")) {
            mayRead(access);
            return changes(call, access);
        }
        throw GoogleError.notFound();
    }

    private static void mayRead(Access access) {
        if (!access.hasAny(Access.DRIVE, Access.DRIVE_READ, Access.DRIVE_FILE, Access.DRIVE_METADATA_READ)) {
            throw GoogleError.scopeTooSmall("drive.googleapis.com", "google.apps.drive.v3.DriveFiles.Get");
        }
    }

    private Spreadsheet seen(Access access, String id) {
        mayRead(access);
        return files.find(id).filter(file -> Files.sees(access, file)).orElseThrow(GoogleError::notFound);
    }

    private Reply file(Call call, Access access, Spreadsheet file) {
        return reply(call, described(file, access), FieldMask.parse(NOTHING_ASKED));
    }

    private ObjectNode described(Spreadsheet file, Access access) {
        Edit last = file.lastEdit(clock.instant().minus(lag)).orElseThrow(GoogleError::notFound);
        ObjectNode node = NODES.objectNode();
        node.put("kind", "drive#file");
        node.put("id", file.id());
        node.put("name", file.underCall().title());
        node.put("mimeType", "application/vnd.google-apps.spreadsheet");
        node.put("trashed", file.isTrashed());
        node.put("version", "" + last.version());
        node.put("modifiedTime", TIME.format(last.at()));
        ObjectNode can = node.putObject("capabilities");
        can.put(
                "canEdit",
                file.role(access.account())
                        .filter(role -> role != Spreadsheet.Role.READER)
                        .isPresent());
        return node;
    }

    private Reply export(Call call, Access access, Spreadsheet file) {
        if (!access.hasAny(Access.DRIVE, Access.DRIVE_READ, Access.DRIVE_FILE)) {
            throw GoogleError.scopeTooSmall("drive.googleapis.com", "google.apps.drive.v3.DriveFiles.Export");
        }
        if (!call.asked("mimeType").orElse("").equals("text/csv")) {
            throw GoogleError.invalid("The requested conversion is not supported.");
        }
        Book book = file.underCall();
        GridRange first = GridRange.whole(book.tabs().getFirst().sheetId());
        byte[] text = CsvText.of(file, book, first).getBytes(StandardCharsets.UTF_8);
        if (text.length > EXPORT_BYTES) {
            throw GoogleError.of(403).in("This file is too large to be exported");
        }
        return new Reply(200, Map.of("Content-Type", "text/csv"), text);
    }

    /// One edit of one file, in the order of all.
    private record Seen(Spreadsheet file, Edit edit) {}

    private List<Seen> edits() {
        Instant by = clock.instant().minus(lag);
        List<Seen> all = new ArrayList<>();
        for (Spreadsheet file : files.all()) {
            for (Edit edit : file.historyUnderCall()) {
                if (!edit.at().isAfter(by)) {
                    all.add(new Seen(file, edit));
                }
            }
        }
        all.sort(Comparator.comparingLong(seen -> seen.edit().sequence()));
        return all;
    }

    private static long next(List<Seen> edits) {
        return edits.isEmpty() ? 1 : edits.getLast().edit().sequence() + 1;
    }

    /// Each file once, at the place of its last change.
    private Reply changes(Call call, Access access) {
        String token = call.asked("pageToken").orElse("");
        if (!token.matches("\\d{1,9}")) {
            throw GoogleError.invalid("Invalid Value");
        }
        int size = call.asked("pageSize")
                .filter(text -> text.matches("[1-9]\\d{0,3}"))
                .map(Integer::parseInt)
                .map(number -> Math.min(number, 1000))
                .orElse(100);
        List<Seen> all = edits();
        ArrayNode changes = NODES.arrayNode();
        ObjectNode answer = NODES.objectNode();
        answer.put("kind", "drive#changeList");
        int at = 0;
        while (at < all.size() && all.get(at).edit().sequence() < Long.parseLong(token)) {
            at++;
        }
        for (; at < all.size() && changes.size() < size; at++) {
            Seen seen = all.get(at);
            boolean last = all.subList(at + 1, all.size()).stream().noneMatch(later -> later.file() == seen.file());
            if (last && Files.sees(access, seen.file())) {
                ObjectNode change = changes.addObject();
                change.put("kind", "drive#change");
                change.put("changeType", "file");
                change.put("fileId", seen.file().id());
                change.put("removed", false);
                change.put("time", TIME.format(seen.edit().at()));
                change.set("file", described(seen.file(), access));
            }
        }
        answer.set("changes", changes);
        if (at < all.size()) {
            answer.put("nextPageToken", "" + all.get(at).edit().sequence());
        } else {
            answer.put("newStartPageToken", "" + next(all));
        }
        return reply(call, answer, FieldMask.ALL);
    }

    private static Reply reply(Call call, ObjectNode whole, FieldMask otherwise) {
        FieldMask mask = call.asked("fields").map(FieldMask::parse).orElse(otherwise);
        return new Reply(
                200, Map.of("Content-Type", "application/json; charset=UTF-8"), JSON.writeValueAsBytes(mask.of(whole)));
    }
}
