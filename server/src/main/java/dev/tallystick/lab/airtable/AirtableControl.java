package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The hand behind Airtable over HTTP, below `/_lab/airtable`:
///
/// - `GET bases`; `GET writes`, `DELETE writes`; `POST drift`; `POST switches`
/// - `GET|POST|PATCH bases/{base}/{table}`: its record ids, a new record, `{"name"}` for a new name
/// - `GET|PATCH|DELETE bases/{base}/{table}/records/{record}`
/// - `POST bases/{base}/{table}/fields/{name}` with `{"type"}`, `PATCH …` with `{"name"}`, `DELETE …`
/// - `PUT bases/{base}/{table}/views/{view}` with `{"filter"?, "sort"?: [{"field", "direction"?}]}`
final class AirtableControl {

    private final AirtableApi api;

    AirtableControl(AirtableApi api) {
        this.api = api;
    }

    Reply handle(Call call) {
        List<String> parts =
                List.of(call.path().split("/")).subList(3, call.path().split("/").length);
        try {
            return switch (parts.isEmpty() ? "" : parts.getFirst()) {
                case "bases" -> parts.size() == 1 ? bases() : base(call, parts);
                case "writes" -> writes(call);
                case "switches" -> switches(call);
                case "drift" -> {
                    api.drift();
                    yield Reply.json(Map.of("drifted", true));
                }
                default -> throw new NoSuchElementException("There is nothing here");
            };
        } catch (Rejected rejected) {
            throw new IllegalArgumentException(rejected.getMessage(), rejected);
        }
    }

    private Reply bases() {
        return Reply.json(api.bases().stream().map(AirtableControl::shown).toList());
    }

    private static Map<String, Object> shown(Base base) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", base.id());
        shown.put("name", base.name());
        shown.put("tables", base.tables().stream().map(Table::name).toList());
        return shown;
    }

    private Reply writes(Call call) {
        if (call.method().equals("DELETE")) {
            api.writes().clear();
        }
        return Reply.json(api.writes().entries());
    }

    private Reply base(Call call, List<String> parts) {
        Base base = api.base(parts.get(1));
        Table table = base.table(parts.size() > 2 ? parts.get(2) : "");
        Map<String, @Nullable Object> body = Json.object(call.body());
        if (parts.size() == 3) {
            return table(call, base, table, body);
        }
        String name = parts.size() > 4 ? parts.get(4) : "";
        return switch (parts.get(3)) {
            case "records" -> record(call, base, table, name, body);
            case "fields" -> field(call, base, table, name, body);
            case "views" -> {
                List<View.Sort> sorts = Json.list(body, "sort").stream()
                        .map(each -> Json.strings((Map<?, ?>) each))
                        .map(each -> new View.Sort(
                                Json.text(each, "field"),
                                Json.text(each, "direction").equals("desc")))
                        .toList();
                base.people().view(table.id(), name, Json.text(body, "filter"), sorts.toArray(View.Sort[]::new));
                yield Reply.json(Map.of("view", name));
            }
            default -> throw new NoSuchElementException("There is nothing here");
        };
    }

    private static Reply table(Call call, Base base, Table table, Map<String, @Nullable Object> body) {
        switch (call.method()) {
            case "POST" -> {
                return Reply.json(Map.of("id", base.people().insert(table.id(), body)));
            }
            case "PATCH" -> base.people().renameTable(table.id(), Json.text(body, "name"));
            default -> {}
        }
        return Reply.json(Map.of("id", table.id(), "name", table.name(), "records", table.records()));
    }

    private static Reply record(Call call, Base base, Table table, String record, Map<String, @Nullable Object> body) {
        switch (call.method()) {
            case "PATCH" -> base.people().edit(table.id(), record, body);
            case "DELETE" -> base.people().delete(table.id(), record);
            default -> {}
        }
        if (call.method().equals("DELETE")) {
            return Reply.json(Map.of("id", record, "deleted", true));
        }
        return Reply.json(
                table.record(record).orElseThrow(() -> new NoSuchElementException("There is no record " + record)));
    }

    private static Reply field(Call call, Base base, Table table, String field, Map<String, @Nullable Object> body) {
        switch (call.method()) {
            case "POST" ->
                base.people()
                        .addField(
                                table.id(),
                                field,
                                FieldType.named(Json.text(body, "type"))
                                        .orElseThrow(() -> new IllegalArgumentException("There is no such type")));
            case "PATCH" -> base.people().renameField(table.id(), field, Json.text(body, "name"));
            case "DELETE" -> base.people().deleteField(table.id(), field);
            default -> {}
        }
        return Reply.json(ShowSchema.of(table, false));
    }

    /// `errors` (a shape), `requests_per_second`, `freeze_millis`, `monthly_calls`, `iterator_idle_millis`,
    /// `forget_iterators`, `deny_consent`; what is not named stays.
    private Reply switches(Call call) {
        Map<String, @Nullable Object> body = Json.object(call.body());
        body.forEach((name, value) -> {
            switch (name) {
                case "errors" ->
                    api.errors(ErrorShape.valueOf(
                            ("" + value).toUpperCase(Locale.ROOT).replace('-', '_')));
                case "requests_per_second" -> api.quota().perSecond(number(value), 10 * number(value));
                case "freeze_millis" -> api.quota().freeze(Duration.ofMillis(number(value)));
                case "monthly_calls" -> api.quota().monthly(number(value), 0);
                case "iterator_idle_millis" -> api.listings().idle(Duration.ofMillis(number(value)));
                case "forget_iterators" -> api.listings().forgetAll();
                case "deny_consent" -> api.oauth().deny(Boolean.TRUE.equals(value));
                default -> throw new IllegalArgumentException("There is no switch " + name);
            }
        });
        return Reply.json(body);
    }

    private static int number(@Nullable Object value) {
        return Integer.parseInt("" + value);
    }
}
