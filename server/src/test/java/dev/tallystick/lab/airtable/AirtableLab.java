package dev.tallystick.lab.airtable;

import static dev.tallystick.lab.airtable.FieldType.AI_TEXT;
import static dev.tallystick.lab.airtable.FieldType.AUTO_NUMBER;
import static dev.tallystick.lab.airtable.FieldType.CHECKBOX;
import static dev.tallystick.lab.airtable.FieldType.CREATED_TIME;
import static dev.tallystick.lab.airtable.FieldType.DATE;
import static dev.tallystick.lab.airtable.FieldType.MULTIPLE_ATTACHMENTS;
import static dev.tallystick.lab.airtable.FieldType.NUMBER;
import static dev.tallystick.lab.airtable.FieldType.SINGLE_LINE_TEXT;

import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.lab.Lab;
import dev.tallystick.workspace.SettableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A lab with a base of clients and their visits, and somebody who asks it over HTTP.
final class AirtableLab implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final SettableClock clock = new SettableClock();
    final Lab lab = Lab.start(Lab.Options.STANDARD.clock(clock));
    final AirtableApi airtable = lab.airtable();
    final Base base;
    final People people;
    String key = AirtableApi.KEY;
    private final EgressClient egress = new EgressClient(AllowList.NOTHING);

    /// @param text the body as it came
    record Answer(int status, String text) {
        JsonNode json() {
            return JSON.readTree(text);
        }
    }

    AirtableLab() {
        airtable.quota().perSecond(0, 0);
        base = airtable.add(BaseRecipe.named("Practice")
                .table(
                        "Clients",
                        table -> table.field("Name", SINGLE_LINE_TEXT)
                                .select("Status", "Open", "Closed")
                                .field("Age", NUMBER)
                                .field("Born", DATE)
                                .field("Active", CHECKBOX)
                                .field("Files", MULTIPLE_ATTACHMENTS)
                                .selects("Tags", "red", "green")
                                .formula("Label", "{Name} & ' (' & {Age} & ')'", SINGLE_LINE_TEXT)
                                .formula("Adult", "{Age} >= 18", CHECKBOX)
                                .count("Number of visits", "Visits")
                                .rollup("Paid", "Visits", "Price", "SUM")
                                .field("No", AUTO_NUMBER)
                                .field("Made", CREATED_TIME)
                                .field("Advice", AI_TEXT)
                                .lastModified("Changed")
                                .lastModified("Renamed", "Name")
                                .view("All", "")
                                .view("Open by name", "{Status}='Open'", new View.Sort("Name", false)))
                .table(
                        "Visits",
                        table -> table.field("Title", SINGLE_LINE_TEXT)
                                .link("Client", "Clients", "Visits")
                                .field("Price", NUMBER)
                                .lookup("Client's status", "Client", "Status", SINGLE_LINE_TEXT)));
        people = base.people();
    }

    String at(String table) {
        return "/airtable/v0/" + base.id() + "/" + table;
    }

    /// Named "Client 1" and so on.
    List<String> clients(int count) {
        List<String> ids = new ArrayList<>();
        IntStream.rangeClosed(1, count)
                .forEach(each -> ids.add(people.insert("Clients", Map.of("Name", "Client " + each, "Age", each))));
        return ids;
    }

    Answer get(String path) {
        return sent(Request.get(lab.uri(path)));
    }

    Answer send(Method method, String path, String body) {
        return sent(Request.json(method, lab.uri(path), body.replace('\'', '"')));
    }

    Answer delete(String path) {
        return sent(Request.of(Method.DELETE, lab.uri(path)));
    }

    Answer sent(Request request) {
        Response response = response(request);
        return new Answer(response.status(), response.text());
    }

    Response response(Request request) {
        Request allowed = request.allowing(lab.allowed()).with("X-Lab-Token", lab.token());
        return egress.send(key.isEmpty() ? allowed : allowed.with("Authorization", "Bearer " + key));
    }

    static List<String> ids(JsonNode page) {
        return page.get("records")
                .valueStream()
                .map(record -> record.get("id").asString())
                .toList();
    }

    /// Every page of a listing.
    List<String> walk(String path) {
        List<String> ids = new ArrayList<>();
        String offset = "";
        for (int pages = 0; pages < 200; pages++) {
            JsonNode page = get(path + offset).json();
            ids.addAll(ids(page));
            if (!page.has("offset")) {
                return ids;
            }
            offset = (path.contains("?") ? "&offset=" : "?offset=")
                    + page.get("offset").asString();
        }
        throw new AssertionError("no end after 200 pages");
    }

    @Override
    public void close() {
        egress.close();
        lab.close();
    }
}
