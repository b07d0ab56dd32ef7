package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.egress.JsonBodies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Walks through a listing to its last page, which is the one without an `offset`: a short page, or an empty one,
/// may have others after it.
///
/// A row comes once, also when it stands on two pages because somebody moved it meanwhile. For that the ids are
/// kept, a few bytes a row; a base holds no more than some hundred thousand.
///
/// Airtable may forget a listing that is under way. It is begun again then, and what has been handed on is not
/// handed on once more: the new walk alone is the proof of what is there.
/// Source: airtable.com/developers/web/api/list-records; the error type as users recorded it.
final class ListRecords {
    static final int PAGE_ROWS = 100;

    /// An address must be shorter than 16,000 characters; the official client goes over to POST here.
    private static final int LONGEST_QUERY = 15_000;

    private static final int RESTARTS = 3;

    /// How often the same page may come in a row: once it may be an accident on the way, which the next call gets
    /// past.
    private static final int REPEATED_PAGES = 3;

    /// Pages in a row that bring nothing new, whatever they say comes next.
    private static final int IDLE_PAGES = 50;

    private final Client client;
    private final String base;
    private final String table;
    private final String subject;

    /// @param fields ids; none for all
    record Query(List<String> fields, Optional<String> view, Optional<String> filter, boolean post) {
        static Query fields(List<String> fields) {
            return new Query(fields, Optional.empty(), Optional.empty(), false);
        }

        Query filter(String formula) {
            return new Query(fields, view, Optional.of(formula), post);
        }

        /// For formulas that are long by their nature.
        Query posted() {
            return new Query(fields, view, filter, true);
        }
    }

    /// How a walk ended.
    sealed interface End {
        /// @param begun by the server's clock, before the first page was made
        record Seen(Optional<Instant> begun) implements End {}

        record Broken(String reason) implements End {}
    }

    ListRecords(Client client, String base, TableSchema table) {
        this.client = client;
        this.base = base;
        this.table = table.id();
        this.subject = "the table '" + table.name() + "'";
    }

    /// Every record that the query shows.
    ///
    /// @throws ConnectorException when there is no end to be seen
    List<AirtableRecord> all(Query query) {
        List<AirtableRecord> all = new ArrayList<>();
        return switch (walk(query, all::addAll)) {
            case End.Seen _ -> all;
            case End.Broken(var reason) ->
                throw client.stopping() ? new StoppedException() : new ConnectorException(Problem.BAD_ANSWER, reason);
        };
    }

    /// @param sink takes each page's new records; not called for a page without any
    End walk(Query query, Consumer<List<AirtableRecord>> sink) {
        Set<String> handedOn = new HashSet<>();
        Optional<Instant> begun = Optional.empty();
        for (int walk = 0; ; walk++) {
            try {
                var end = once(query, handedOn, sink);
                // Of the first walk: what it handed on is not looked at again.
                return end instanceof End.Seen && begun.isPresent() ? new End.Seen(begun) : end;
            } catch (Forgotten forgotten) {
                begun = begun.or(() -> forgotten.begun);
                if (walk == RESTARTS) {
                    return new End.Broken("Airtable forgot the listing of " + subject + " " + (RESTARTS + 1)
                            + " times before its end.");
                }
            }
        }
    }

    private static final class Forgotten extends RuntimeException {
        private final transient Optional<Instant> begun;

        Forgotten(Optional<Instant> begun) {
            super("forgotten", null, false, false);
            this.begun = begun;
        }
    }

    private End once(Query query, Set<String> handedOn, Consumer<List<AirtableRecord>> sink) {
        Set<String> offsets = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Optional<Instant> begun = Optional.empty();
        int idle = 0;
        for (String offset = ""; ; ) {
            if (client.stopping()) {
                return stopped();
            }
            var call = call(query, offset);
            Client.Answer answer;
            try {
                answer = client.send(call);
            } catch (StoppedException _) {
                return stopped();
            } catch (RejectedException rejected) {
                if (rejected.body().is("LIST_RECORDS_ITERATOR_NOT_AVAILABLE") && !offset.isEmpty()) {
                    throw new Forgotten(begun);
                }
                throw explained(rejected, query);
            }
            begun = begun.or(answer::server);
            var records = AirtableRecord.all(answer.body(), call);
            boolean news =
                    records.stream().filter(record -> seen.add(record.id())).count() > 0;
            var fresh =
                    records.stream().filter(record -> handedOn.add(record.id())).toList();
            if (!fresh.isEmpty()) {
                sink.accept(fresh);
            }
            offset = answer.body().path("offset").asString("");
            if (offset.isEmpty()) {
                return new End.Seen(begun);
            }
            idle = news ? 0 : idle + 1;
            boolean again = !offsets.add(offset);
            if ((again && idle >= REPEATED_PAGES) || idle == IDLE_PAGES) {
                return new End.Broken("The listing of " + subject
                        + " goes round in a circle: Airtable gave the same page" + " again instead of the next one.");
            }
        }
    }

    private static End stopped() {
        return new End.Broken("It was asked to stop before the end.");
    }

    private ConnectorException explained(RejectedException rejected, Query query) {
        return switch (rejected.body().type()) {
            case "VIEW_NAME_NOT_FOUND" ->
                new ConnectorException(
                        Problem.SETTINGS,
                        "The view '" + query.view().orElse("") + "' of " + subject
                                + " is not there. Name another one, or leave 'view' out.");
            case "INVALID_FILTER_BY_FORMULA" ->
                new ConnectorException(
                        Problem.SETTINGS,
                        "The 'filter' of " + subject + " is no formula that Airtable can use. "
                                + rejected.body().said());
            case "UNKNOWN_FIELD_NAME" ->
                new ConnectorException(
                        Problem.UNAVAILABLE,
                        "The fields of " + subject + " changed while it was read. "
                                + rejected.body().said());
            default -> rejected;
        };
    }

    // ---- the request

    private Call call(Query query, String offset) {
        String path = Client.path(base, table);
        String asked = query(query, offset);
        return query.post() || path.length() + asked.length() > LONGEST_QUERY
                ? Call.ask(base, Client.path(base, table, "listRecords"), body(query, offset), subject)
                : Call.get(base, path, asked, subject);
    }

    private static String query(Query query, String offset) {
        var text = new StringBuilder("pageSize=" + PAGE_ROWS + "&returnFieldsByFieldId=true");
        query.fields().forEach(field -> add(text, "fields[]", field));
        query.view().ifPresent(view -> add(text, "view", view));
        query.filter().ifPresent(formula -> add(text, "filterByFormula", formula));
        if (!offset.isEmpty()) {
            add(text, "offset", offset);
        }
        return text.toString();
    }

    private static void add(StringBuilder text, String name, String value) {
        text.append('&').append(Client.encoded(name)).append('=').append(Client.encoded(value));
    }

    private static JsonNode body(Query query, String offset) {
        var body = JsonBodies.mapper().createObjectNode();
        body.put("pageSize", PAGE_ROWS).put("returnFieldsByFieldId", true);
        if (!query.fields().isEmpty()) {
            var fields = body.putArray("fields");
            query.fields().forEach(fields::add);
        }
        query.view().ifPresent(view -> body.put("view", view));
        query.filter().ifPresent(formula -> body.put("filterByFormula", formula));
        if (!offset.isEmpty()) {
            body.put("offset", offset);
        }
        return body;
    }
}
