package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a listing asks for, from the query of a GET or from the body of `POST …/listRecords`.
/// Source: airtable.com/developers/web/api/list-records; airtable.js 0.12.2, which leaves `timeZone` and `userLocale`
/// in the query of the POST.
///
/// @param fields names or ids; empty for all
/// @param offset "" for the first page
record ListRequest(
        int pageSize,
        long maxRecords,
        String offset,
        String view,
        String filter,
        List<View.Sort> sort,
        List<String> fields,
        boolean byId,
        boolean asText,
        boolean commentCount) {

    static final int PAGE_MOST = 100;
    private static final Pattern INDEXED = Pattern.compile("(sort|fields|recordMetadata)\\[(\\d*)](?:\\[(\\w+)])?");

    static ListRequest of(Call call) {
        Map<String, @Nullable Object> given = call.method().equals("POST") ? Json.object(call.body()) : fromQuery(call);
        List<String> fields = new ArrayList<>();
        for (Object field : Json.list(given, "fields")) {
            fields.add("" + field);
        }
        return new ListRequest(
                (int) number(given, "pageSize", PAGE_MOST, PAGE_MOST),
                number(given, "maxRecords", Long.MAX_VALUE, Long.MAX_VALUE),
                Json.text(given, "offset"),
                Json.text(given, "view"),
                Json.text(given, "filterByFormula"),
                sorts(given),
                fields,
                truth(given.get("returnFieldsByFieldId")),
                asText(given, call),
                Json.list(given, "recordMetadata").contains("commentCount"));
    }

    /// Everything but the page: it must be the same for each page of a listing.
    String scope(Table table) {
        return table.id() + view + "|" + filter + "|" + sort + "|" + fields + "|" + pageSize + "|" + maxRecords;
    }

    /// `fields[]=a`, `sort[0][field]=b` and their like become lists and maps, as they are in a body.
    private static Map<String, @Nullable Object> fromQuery(Call call) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>(call.query());
        Map<Integer, Map<String, @Nullable Object>> sorts = new TreeMap<>();
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (String name : call.query().keySet()) {
            var matcher = INDEXED.matcher(name);
            if (!matcher.matches()) {
                continue;
            }
            if (matcher.group(3) == null) {
                lists.computeIfAbsent(matcher.group(1), _ -> new ArrayList<>()).addAll(call.all(name));
            } else {
                int index = matcher.group(2).isEmpty() ? 0 : Integer.parseInt(matcher.group(2));
                sorts.computeIfAbsent(index, _ -> new LinkedHashMap<>())
                        .put(matcher.group(3), call.query().get(name));
            }
        }
        given.putAll(lists);
        if (!sorts.isEmpty()) {
            given.put("sort", List.copyOf(sorts.values()));
        }
        return given;
    }

    private static List<View.Sort> sorts(Map<String, @Nullable Object> given) {
        List<View.Sort> sorts = new ArrayList<>();
        for (Object each : Json.list(given, "sort")) {
            if (!(each instanceof Map<?, ?> map) || !(map.get("field") instanceof String field)) {
                throw Rejected.parameters();
            }
            String direction =
                    "" + Optional.<Object>ofNullable(map.get("direction")).orElse("asc");
            if (!direction.equals("asc") && !direction.equals("desc")) {
                throw Rejected.parameters();
            }
            sorts.add(new View.Sort(field, direction.equals("desc")));
        }
        return sorts;
    }

    private static boolean asText(Map<String, @Nullable Object> given, Call call) {
        String format = given.get("cellFormat") == null ? "json" : Json.text(given, "cellFormat");
        boolean placed = given.get("timeZone") != null || call.asked("timeZone").isPresent();
        boolean spoken =
                given.get("userLocale") != null || call.asked("userLocale").isPresent();
        return switch (format) {
            case "json" -> false;
            case "string" -> {
                if (!placed || !spoken) {
                    throw Rejected.parameters();
                }
                yield true;
            }
            default -> throw Rejected.parameters();
        };
    }

    private static long number(Map<String, @Nullable Object> given, String name, long otherwise, long most) {
        Object value = given.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.toString().matches("\\d{1,9}")) {
            throw Rejected.parameters();
        }
        long number = Long.parseLong(value.toString());
        if (number < 1 || number > most) {
            throw Rejected.parameters();
        }
        return number;
    }

    private static boolean truth(@Nullable Object value) {
        return value != null && value.toString().equals("true");
    }
}
