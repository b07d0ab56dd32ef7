package dev.tallystick.lab.google;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import dev.tallystick.lab.google.grid.InvalidEdit;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.Spreadsheet;
import java.util.Map;
import java.util.NoSuchElementException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// People at work, from outside the process: `/_lab/google/…`.
///
/// - `GET files`: ids and titles; `POST files` `{"title"}`: a new one
/// - `GET files/{id}/{tab}`: what the page shows
/// - `POST files/{id}` `{"do":"type","tab":"Contacts","cell":"B3","value":"x"}`: an edit, see [#edit]
/// - `GET writes`: the calls that wrote
/// - `POST quota` `{"project":300,"user":60}`; `POST oauth` `{"do":"expire|withdraw|deny|allow"}`
final class Hand {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final GoogleApi google;

    Hand(GoogleApi google) {
        this.google = google;
    }

    Reply handle(Call call) {
        String[] parts = call.path().split("/", -1); // "", _lab, google, files, id, tab
        boolean post = call.method().equals("POST");
        try {
            return switch (parts[3]) {
                case "files" -> parts.length == 4 ? files(call, post) : file(call, parts, post);
                case "writes" ->
                    Reply.json(google.writes().all().stream().map(Hand::told).toList());
                case "quota" -> quota(body(call));
                case "oauth" -> oauth(body(call));
                default -> throw new NoSuchElementException("There is nothing here");
            };
        } catch (InvalidEdit invalid) {
            throw new IllegalArgumentException(invalid.said(), invalid);
        }
    }

    private static JsonNode body(Call call) {
        return JSON.readTree(call.body());
    }

    private Reply files(Call call, boolean post) {
        if (post) {
            google.create(body(call).path("title").asString("Untitled"));
        }
        return Reply.json(google.files().all().stream()
                .map(file -> Map.of("id", file.id(), "title", file.book().title()))
                .toList());
    }

    private Reply file(Call call, String[] parts, boolean post) {
        Spreadsheet file = google.spreadsheet(parts[4]);
        if (post) {
            edit(file.people(), body(call));
        }
        if (parts.length == 6) {
            return Reply.json(file.people().seen(parts[5]));
        }
        return Reply.json(Map.of(
                "id",
                file.id(),
                "title",
                file.book().title(),
                "tabs",
                file.book().tabs().stream().map(tab -> tab.title()).toList()));
    }

    /// Rows count from 1 and columns are letters, as at the page.
    private static void edit(People people, JsonNode edit) {
        String tab = edit.path("tab").asString("");
        int row = edit.path("row").asInt(0);
        String column = edit.path("column").asString("A");
        JsonNode to = edit.path("to");
        switch (edit.path("do").asString("")) {
            case "type" -> people.type(tab, edit.path("cell").asString("A1"), plain(edit.path("value")));
            case "insertRow" -> people.insertRow(tab, row);
            case "deleteRow" -> people.deleteRow(tab, row);
            case "moveRow" -> people.moveRow(tab, row, to.asInt(row));
            case "copyRow" -> people.copyRow(tab, row, to.asInt(row));
            case "cutRow" -> people.cutRow(tab, row, to.asInt(row));
            case "sort" -> people.sort(tab, column, !edit.path("descending").asBoolean(false));
            case "moveColumn" -> people.moveColumn(tab, column, to.asString(column));
            case "insertColumn" -> people.insertColumn(tab, column);
            case "deleteColumn" -> people.deleteColumn(tab, column);
            case "renameHeader" -> people.renameHeader(tab, edit.path("from").asString(""), to.asString(""));
            case "renameTab" -> people.renameTab(tab, to.asString(""));
            case "addTab" -> people.addTab(tab);
            case "deleteTab" -> people.deleteTab(tab);
            case "protect" ->
                people.protect(
                        tab,
                        edit.path("cells").asString("A1"),
                        edit.path("warningOnly").asBoolean(false));
            default -> throw new IllegalArgumentException("There is no edit " + edit.path("do"));
        }
    }

    private static Object plain(JsonNode value) {
        return value.isBoolean() ? value.asBoolean() : value.isNumber() ? value.asDouble() : value.asString("");
    }

    private Reply quota(JsonNode body) {
        google.quota().set(body.path("project").asInt(300), body.path("user").asInt(60));
        return Reply.json(Map.of());
    }

    private Reply oauth(JsonNode body) {
        switch (body.path("do").asString("")) {
            case "expire" -> google.oauth().grants().expireAccessTokens();
            case "withdraw" ->
                google.oauth().grants().withdraw(body.path("account").asString(GoogleApi.OWNER));
            case "deny" -> google.oauth().consent().deny(true);
            case "allow" -> google.oauth().consent().deny(false);
            default -> throw new IllegalArgumentException("Say expire, withdraw, deny or allow");
        }
        return Reply.json(Map.of());
    }

    private static Map<String, Object> told(Writes.Write write) {
        return Map.of(
                "number", write.number(),
                "at", "" + write.at(),
                "operation", write.operation(),
                "spreadsheet", write.spreadsheetId(),
                "range", write.range(),
                "account", write.account(),
                "status", write.status(),
                "fault", write.fault().map(Enum::name).orElse(""),
                "body", write.body());
    }
}
