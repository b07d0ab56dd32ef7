package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.Call;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Which call of the API a request is, by its method and path.
///
/// @param target the range or the metadata id of the path, or ""
record Operation(Name name, String spreadsheetId, String target) {

    enum Name {
        CREATE("spreadsheets.create", true),
        GET("spreadsheets.get", false),
        GET_BY_DATA_FILTER("spreadsheets.getByDataFilter", false),
        BATCH_UPDATE("spreadsheets.batchUpdate", true),
        VALUES_GET("values.get", false),
        VALUES_BATCH_GET("values.batchGet", false),
        VALUES_BATCH_GET_BY_DATA_FILTER("values.batchGetByDataFilter", false),
        VALUES_UPDATE("values.update", true),
        VALUES_BATCH_UPDATE("values.batchUpdate", true),
        VALUES_BATCH_UPDATE_BY_DATA_FILTER("values.batchUpdateByDataFilter", true),
        VALUES_APPEND("values.append", true),
        VALUES_CLEAR("values.clear", true),
        VALUES_BATCH_CLEAR("values.batchClear", true),
        VALUES_BATCH_CLEAR_BY_DATA_FILTER("values.batchClearByDataFilter", true),
        METADATA_GET("developerMetadata.get", false),
        METADATA_SEARCH("developerMetadata.search", false);

        private final String said;
        private final boolean write;

        Name(String said, boolean write) {
            this.said = said;
            this.write = write;
        }

        String said() {
            return said;
        }

        boolean write() {
            return write;
        }
    }

    /// @param path as it was sent, from `/v4/` on
    static Optional<Operation> of(Call call, String path) {
        String[] parts = path.split("/", -1); // "", v4, spreadsheets, id, values, range
        boolean get = call.method().equals("GET");
        boolean post = call.method().equals("POST");
        String id = parts.length > 3 ? decoded(parts[3]) : "";
        return switch (parts.length) {
            case 3 -> post && parts[2].equals("spreadsheets") ? one(Name.CREATE, "", "") : Optional.empty();
            case 4 ->
                get
                        ? one(Name.GET, id, "")
                        : post && id.endsWith(":batchUpdate")
                                ? one(Name.BATCH_UPDATE, without(id, ":batchUpdate"), "")
                                : post && id.endsWith(":getByDataFilter")
                                        ? one(Name.GET_BY_DATA_FILTER, without(id, ":getByDataFilter"), "")
                                        : Optional.empty();
            case 5 -> below(id, parts[4], get, post);
            case 6 -> target(call.method(), id, parts[4], decoded(parts[5]));
            default -> Optional.empty();
        };
    }

    private static Optional<Operation> below(String id, String word, boolean get, boolean post) {
        return switch (word) {
            case "values:batchGet" -> get ? one(Name.VALUES_BATCH_GET, id, "") : Optional.empty();
            case "values:batchUpdate" -> post ? one(Name.VALUES_BATCH_UPDATE, id, "") : Optional.empty();
            case "values:batchClear" -> post ? one(Name.VALUES_BATCH_CLEAR, id, "") : Optional.empty();
            case "values:batchGetByDataFilter" ->
                post ? one(Name.VALUES_BATCH_GET_BY_DATA_FILTER, id, "") : Optional.empty();
            case "values:batchUpdateByDataFilter" ->
                post ? one(Name.VALUES_BATCH_UPDATE_BY_DATA_FILTER, id, "") : Optional.empty();
            case "values:batchClearByDataFilter" ->
                post ? one(Name.VALUES_BATCH_CLEAR_BY_DATA_FILTER, id, "") : Optional.empty();
            case "developerMetadata:search" -> post ? one(Name.METADATA_SEARCH, id, "") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Operation> target(String method, String id, String word, String target) {
        if (word.equals("developerMetadata")) {
            return method.equals("GET") ? one(Name.METADATA_GET, id, target) : Optional.empty();
        }
        if (!word.equals("values")) {
            return Optional.empty();
        }
        return switch (method) {
            case "GET" -> one(Name.VALUES_GET, id, target);
            case "PUT" -> one(Name.VALUES_UPDATE, id, target);
            case "POST" ->
                target.endsWith(":append")
                        ? one(Name.VALUES_APPEND, id, without(target, ":append"))
                        : target.endsWith(":clear")
                                ? one(Name.VALUES_CLEAR, id, without(target, ":clear"))
                                : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Operation> one(Name name, String id, String target) {
        return Optional.of(new Operation(name, id, target));
    }

    private static String without(String text, String end) {
        return text.substring(0, text.length() - end.length());
    }

    /// In a path a plus is a plus.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
