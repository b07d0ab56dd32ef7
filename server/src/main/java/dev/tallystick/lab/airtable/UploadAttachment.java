package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Fault;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file that comes in the request itself, added to what the cell holds.
/// Source: airtable.com/developers/web/api/upload-attachment.
final class UploadAttachment {

    private static final int MOST = 5 * 1024 * 1024;

    private final Base base;
    private final Token token;
    private final Writes writes;

    UploadAttachment(Base base, Token token, Writes writes) {
        this.base = base;
        this.token = token;
        this.writes = writes;
    }

    Map<String, Object> of(String record, String name, Call call) {
        Table table = base.holding(record).orElseThrow(Rejected::noAccess);
        Row row = table.rows.get(record);
        Field field = table.find(name).orElseThrow(() -> Rejected.unknownField(name));
        if (row == null
                || field.type() != FieldType.MULTIPLE_ATTACHMENTS
                || !call.method().equals("POST")) {
            throw Rejected.parameters();
        }
        Map<String, @Nullable Object> body = Json.object(call.body());
        String filename = Json.text(body, "filename");
        long size = size(Json.text(body, "file"));
        String id = base.ids.next("att");
        base.attachments.put(id, new Attachment(id, "", filename, Json.text(body, "contentType"), size));
        List<String> all = new ArrayList<>(Table.ids(row.cells.get(field.id())));
        all.add(id);
        table.set(row, field, List.copyOf(all), token.owner().id());
        writes.add(new Writes.Write(
                base.now(),
                token.owner().email(),
                base.id(),
                table.id(),
                Writes.Kind.UPDATE,
                row.id,
                Map.of(field.id(), filename),
                call.meets(Fault.Kind.APPLIED_LATE)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", row.id);
        answer.put("createdTime", FormulaValue.iso(row.created));
        Map<String, @Nullable Object> cells = new LinkedHashMap<>();
        cells.put(field.id(), new ShowCell(table).of(row, field));
        answer.put("fields", cells);
        return answer;
    }

    private static long size(String file) {
        try {
            int size = Base64.getDecoder().decode(file).length;
            if (size > 0 && size <= MOST) {
                return size;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw Rejected.parameters();
    }
}
