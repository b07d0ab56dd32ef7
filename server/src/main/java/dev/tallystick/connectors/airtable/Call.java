package dev.tallystick.connectors.airtable;

import dev.tallystick.egress.Method;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One call of the API.
///
/// @param base id of the base that it asks, "" for none
/// @param path below the address, encoded: `/v0/app…/tbl…`
/// @param query encoded, without its question mark, "" for none
/// @param writes it changes something, so that it is not sent again when its answer is lost
/// @param subject what it is for, for sentences: `the table 'Clients'`
record Call(
        Method method,
        String base,
        String path,
        String query,
        @Nullable JsonNode body,
        boolean writes,
        String subject) {

    /// Calls of one kind take about as long: method and place without the ids.
    String kind() {
        return method + (path.startsWith("/v0/meta") ? " meta" : "");
    }

    static Call get(String base, String path, String query, String subject) {
        return new Call(Method.GET, base, path, query, null, false, subject);
    }

    /// A listing that is too long for an address.
    static Call ask(String base, String path, JsonNode body, String subject) {
        return new Call(Method.POST, base, path, "", body, false, subject);
    }

    static Call write(Method method, String base, String path, String query, @Nullable JsonNode body, String subject) {
        return new Call(method, base, path, query, body, true, subject);
    }
}
