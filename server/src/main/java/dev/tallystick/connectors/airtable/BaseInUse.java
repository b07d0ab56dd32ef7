package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The base of a connection, with its schema as it was when it was asked for. One attempt asks once, whatever many
/// tables of it: the call counts in the month like any other.
/// Source: airtable.com/developers/web/api/list-bases, get-base-schema.
final class BaseInUse {
    private static final int MOST_PAGES = 100;

    private final Client client;
    private final String idOrName;
    private @Nullable String id;
    private @Nullable List<TableSchema> tables;

    BaseInUse(Client client, String idOrName) {
        this.client = client;
        this.idOrName = idOrName;
    }

    Client client() {
        return client;
    }

    String id() {
        if (id == null) {
            id = idOrName.matches("app[0-9A-Za-z]{8,30}") ? idOrName : named();
        }
        return id;
    }

    private String named() {
        List<String> hits = new ArrayList<>();
        List<String> names = new ArrayList<>();
        String offset = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            var call = Call.get(
                    "",
                    Client.path("meta", "bases"),
                    offset.isEmpty() ? "" : "offset=" + Client.encoded(offset),
                    "the list of bases");
            var body = client.send(call).body();
            for (JsonNode base : body.path("bases")) {
                var name = base.path("name").asString("");
                names.add(name);
                if (name.equals(idOrName)) {
                    hits.add(base.path("id").asString(""));
                }
            }
            offset = body.path("offset").asString("");
            if (offset.isEmpty()) {
                return theOnly(hits, names);
            }
        }
        throw new ConnectorException(
                Problem.SETTINGS,
                "The token reaches too many bases to look '" + idOrName
                        + "' up by its name. Give its id (app…) in 'base'.");
    }

    private String theOnly(List<String> hits, List<String> names) {
        if (hits.size() == 1) {
            return hits.getFirst();
        }
        throw new ConnectorException(
                Problem.SETTINGS,
                hits.isEmpty()
                        ? "The credential reaches no base of the name '" + idOrName + "'. "
                                + (names.isEmpty()
                                        ? "It reaches none at all: add the base to the token's access."
                                        : "It reaches: " + String.join(", ", names) + ".")
                        : "The name '" + idOrName + "' belongs to " + hits.size() + " bases (" + String.join(", ", hits)
                                + "). Give the id of one in 'base'.");
    }

    List<TableSchema> tables() {
        if (tables == null) {
            List<TableSchema> read = new ArrayList<>();
            var call = Call.get(id(), Client.path("meta", "bases", id(), "tables"), "", "the base " + id());
            var body = client.send(call).body();
            if (!body.path("tables").isArray()) {
                throw Refusals.unreadable(call, null);
            }
            body.path("tables").forEach(table -> read.add(TableSchema.of(table)));
            tables = List.copyOf(read);
        }
        return tables;
    }

    /// By id, or by its name where that is the only one.
    Optional<TableSchema> table(String idOrName) {
        var byId =
                tables().stream().filter(table -> table.id().equals(idOrName)).findFirst();
        if (byId.isPresent()) {
            return byId;
        }
        var named =
                tables().stream().filter(table -> table.name().equals(idOrName)).toList();
        if (named.size() > 1) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "The base has " + named.size() + " tables with the name '" + idOrName + "'. Name one by its id: "
                            + String.join(
                                    ", ", named.stream().map(TableSchema::id).toList()) + ".");
        }
        return named.stream().findFirst();
    }

    /// What to say where there is none.
    ConnectorException noTable(String name) {
        var names = tables().stream().map(TableSchema::name).toList();
        return new ConnectorException(
                Problem.SETTINGS,
                "The base has no table '" + name + "'. It has: " + String.join(", ", names)
                        + ". Correct the name, or set 'create' to make it.");
    }

    /// The schema was changed by us.
    void forget() {
        tables = null;
    }
}
