package dev.tallystick.lab;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The hand behind the services, over HTTP: `/_lab/faults`, `/_lab/ledger`, `/_lab/tables/{table}/{id}`, and what each
/// service adds, for whoever holds the lab's token. A web page on the same machine could reach these paths too, but not
/// send that header.
final class Control {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String token;
    private final Faults faults;
    private final Ledger ledger;
    private final List<Api> apis;

    Control(String token, Faults faults, Ledger ledger, List<Api> apis) {
        this.token = token;
        this.faults = faults;
        this.ledger = ledger;
        this.apis = List.copyOf(apis);
    }

    Reply handle(Call call) {
        byte[] given = call.header("x-lab-token").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8))) {
            return Reply.problem(401, "unauthorized", "The lab's token is needed in X-Lab-Token");
        }
        try {
            String[] parts = call.path().split("/", -1);
            return switch (parts[2]) {
                case "faults" -> faults(call);
                case "ledger" -> ledger(call);
                case "tables" -> table(call, parts);
                default ->
                    apis.stream()
                            .flatMap(api -> Optional.ofNullable(api.hand(call)).stream())
                            .findFirst()
                            .orElseThrow(() -> new NoSuchElementException("There is nothing here"));
            };
        } catch (NoSuchElementException e) {
            return Reply.problem(404, "not-found", "" + e.getMessage());
        } catch (IllegalArgumentException | JacksonException e) {
            return Reply.problem(400, "bad-request", "" + e.getMessage());
        }
    }

    private Reply faults(Call call) {
        switch (call.method()) {
            case "POST" -> faults.add(fault(body(call)));
            case "DELETE" -> faults.clear();
            default -> {}
        }
        return Reply.json(faults.list());
    }

    private static Fault fault(Map<String, @Nullable Object> body) {
        return new Fault(
                Fault.Kind.valueOf(
                        text(body, "kind", "").toUpperCase(Locale.ROOT).replace('-', '_')),
                text(body, "path", "/"),
                Integer.parseInt(text(body, "times", "1")),
                Integer.parseInt(text(body, "after", "0")),
                text(body, "value", ""));
    }

    private static String text(Map<String, @Nullable Object> body, String field, String otherwise) {
        Object value = body.get(field);
        return value == null ? otherwise : value.toString();
    }

    private Reply ledger(Call call) {
        if (call.method().equals("DELETE")) {
            ledger.clear();
        }
        return Reply.json(ledger.entries());
    }

    private Reply table(Call call, String[] parts) {
        String name = parts.length > 3 ? parts[3] : "";
        LabTable table = apis.stream()
                .flatMap(api -> api.tables().stream())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("There is no table " + name));
        if (parts.length == 4) {
            return call.method().equals("POST")
                    ? Reply.json(shown(table.row(table.add(body(call)))))
                    : Reply.json(Map.of("table", name, "rows", table.size()));
        }
        String id = parts[4];
        switch (call.method()) {
            case "PATCH" -> body(call).forEach((field, value) -> table.change(id, field, value));
            case "DELETE" -> table.delete(id);
            default -> {}
        }
        return Reply.json(shown(table.row(id)));
    }

    private static Map<String, @Nullable Object> shown(LabTable.Row row) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>(row.fields());
        shown.put("updated_at", "" + row.updatedAt());
        shown.put("deleted_at", row.deletedAt() == null ? null : "" + row.deletedAt());
        return shown;
    }

    private static Map<String, @Nullable Object> body(Call call) {
        return JSON.readValue(call.body(), new TypeReference<>() {});
    }
}
