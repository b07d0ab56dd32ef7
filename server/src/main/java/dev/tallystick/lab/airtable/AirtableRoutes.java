package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Api;
import dev.tallystick.lab.Call;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Reply;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One request: who asks, whether it is too often, what for.
/// Source: airtable.com/developers/web/api, one page a call.
final class AirtableRoutes {

    private static final int URL_MOST = 16_000;

    private final AirtableApi api;
    private final Call call;
    private final List<String> parts;

    AirtableRoutes(AirtableApi api, Call call) {
        this.api = api;
        this.call = call;
        // A slash inside of a table's name is sent encoded; a plus stays one.
        this.parts = Arrays.stream(call.rawPath()
                        .substring(AirtableApi.PREFIX.length() + 1)
                        .split("/"))
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    Reply reply() {
        if (parts.getFirst().equals("files") && parts.size() > 3) {
            Base base = api.find(parts.get(1)).orElseThrow(Rejected::notFound);
            return AttachmentFiles.reply(base, parts.get(2), parts.get(3), call);
        }
        if (!parts.getFirst().equals("v0") || parts.size() < 2) {
            throw Rejected.notFound();
        }
        if (call.rawPath().length() + call.rawQuery().length() > URL_MOST) {
            throw new Rejected(414, "REQUEST_TOO_LARGE", null);
        }
        Token token = api.tokens().find(Api.bearer(call)).orElseThrow(Rejected::unauthenticated);
        return parts.get(1).equals("meta") ? meta(token) : records(token);
    }

    private String part(int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    // ---- schema

    private Reply meta(Token token) {
        String what = part(2);
        if (what.equals("whoami") && call.method().equals("GET")) {
            api.quota().askPerson(token.owner().id());
            return whoami(token);
        }
        if (!what.equals("bases")) {
            throw Rejected.notFound();
        }
        if (parts.size() == 3) {
            needs(token, Scope.SCHEMA_READ);
            api.quota().askPerson(token.owner().id());
            return bases(token);
        }
        Base base = base(token, part(3), call.method().equals("GET") ? Scope.SCHEMA_READ : Scope.SCHEMA_WRITE);
        if (!part(4).equals("tables")) {
            throw Rejected.notFound();
        }
        synchronized (base) {
            return schema(token, base);
        }
    }

    private Reply schema(Token token, Base base) {
        if (call.method().equals("GET") && parts.size() == 5) {
            boolean visible = call.query().entrySet().stream()
                    .anyMatch(each -> each.getKey().startsWith("include")
                            && each.getValue().equals("visibleFieldIds"));
            return Reply.json(ShowSchema.of(base, visible));
        }
        if (!call.method().equals("POST")) {
            throw Rejected.notFound();
        }
        if (token.role() != Token.Role.CREATE) {
            throw Rejected.noAccess();
        }
        var change = new ChangeSchema(base);
        if (parts.size() == 5) {
            return Reply.json(ShowSchema.of(change.createTable(Json.object(call.body())), false));
        }
        if (parts.size() == 7 && part(6).equals("fields")) {
            return Reply.json(ShowSchema.of(change.createField(table(base, part(5)), Json.object(call.body()))));
        }
        throw Rejected.notFound();
    }

    private static Reply whoami(Token token) {
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("id", token.owner().id());
        who.put("scopes", token.scopes().stream().map(Scope::word).sorted().toList());
        if (token.scopes().contains(Scope.EMAIL_READ)) {
            who.put("email", token.owner().email());
        }
        return Reply.json(who);
    }

    private Reply bases(Token token) {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Base base : api.bases()) {
            if (token.reaches(base.id())) {
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("id", base.id());
                each.put("name", base.name());
                each.put("permissionLevel", token.role().name().toLowerCase(java.util.Locale.ROOT));
                shown.add(each);
            }
        }
        return Reply.json(Map.of("bases", shown));
    }

    // ---- records

    private Reply records(Token token) {
        boolean reads = call.method().equals("GET")
                || (part(3).equals("listRecords") && call.method().equals("POST"));
        Base base = base(token, part(1), reads ? Scope.RECORDS_READ : Scope.RECORDS_WRITE);
        if (!late()) {
            api.quota().count();
        }
        synchronized (base) {
            if (part(4).equals("uploadAttachment")) {
                return Reply.json(new UploadAttachment(base, token, api.ledger()).of(part(2), part(3), call));
            }
            Table table = table(base, part(2));
            if (parts.size() > 4) {
                throw Rejected.notFound();
            }
            return Reply.json(reads ? read(base, table) : write(table, token));
        }
    }

    private Map<String, Object> read(Base base, Table table) {
        String record = part(3);
        if (record.isEmpty() || record.equals("listRecords")) {
            return new ListRecords(table, api.listings()).page(call);
        }
        // An id of another table of the base is answered as well.
        Table holder =
                table.rows.containsKey(record) ? table : base.holding(record).orElse(table);
        Row row = holder.rows.get(record);
        if (row == null) {
            throw holder.deleted.contains(record) ? Rejected.notFound() : Rejected.noAccess();
        }
        return new ShowRecord(holder)
                .of(row, call.asked("returnFieldsByFieldId").orElse("").equals("true"));
    }

    private Map<String, Object> write(Table table, Token token) {
        if (token.role().compareTo(Token.Role.EDIT) < 0) {
            String what = switch (call.method()) {
                case "POST" -> "create records in";
                case "DELETE" -> "delete records in";
                default -> "update records in";
            };
            throw Rejected.notPermitted(what, table.name(), table.id());
        }
        var write = new WriteRecords(table, token, api.ledger(), call);
        String record = part(3);
        boolean one = !record.isEmpty();
        return switch (call.method()) {
            case "POST" -> {
                if (one) {
                    throw Rejected.notFound();
                }
                yield write.create(Json.object(call.body()));
            }
            case "PATCH", "PUT" -> {
                boolean clearing = call.method().equals("PUT");
                yield one
                        ? write.updateOne(record, Json.object(call.body()), clearing)
                        : write.update(Json.object(call.body()), clearing);
            }
            case "DELETE" -> one ? write.deleteOne(record) : write.delete(listed());
            default -> throw Rejected.notFound();
        };
    }

    /// `records[]=a&records[]=b`, also with a number in the brackets.
    private List<String> listed() {
        List<String> records = new ArrayList<>();
        for (String name : call.query().keySet()) {
            if (name.matches("records\\[\\d*]|records")) {
                records.addAll(call.all(name));
            }
        }
        return records;
    }

    // ---- who may

    private boolean late() {
        return call.meets(Fault.Kind.APPLIED_LATE);
    }

    private static void needs(Token token, Scope scope) {
        if (!token.scopes().contains(scope)) {
            throw Rejected.noAccess();
        }
    }

    private Base base(Token token, String id, Scope scope) {
        Base base = api.find(id).orElseThrow(Rejected::noAccess);
        if (!token.reaches(base.id())) {
            throw Rejected.noAccess();
        }
        if (!late()) {
            api.quota().ask(base.id(), token.owner().id());
        }
        needs(token, scope);
        return base;
    }

    private static Table table(Base base, String idOrName) {
        return base.find(idOrName).orElseThrow(Rejected::noAccess);
    }
}
