package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.plaid.Client.Endpoint;
import dev.tallystick.egress.JsonBodies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/// All pages of one item, from one cursor to the present. Nothing of them is of use before the last has come: what a
/// page says may be taken back by a later one without another word once the loop begins anew, so they are kept packed
/// until then. Source: plaid/plaid-openapi at 26f1a05, /transactions/sync.
final class TransactionLoop {
    /// Whoever has data that moves so much gets them in the next run.
    private static final int RESTARTS = 5;

    /// More than 730 days of one login can hold.
    private static final int MOST_PAGES = 20_000;

    private final Client client;
    private final Item item;
    private final int pageRows;
    private final Optional<Integer> days;

    /// @param pages each as it was sent, packed
    record Read(List<byte[]> pages, String cursor) {
        JsonNode page(int place) {
            try (var in = new GZIPInputStream(new ByteArrayInputStream(pages.get(place)))) {
                return JsonBodies.mapper().readTree(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    TransactionLoop(Client client, Item item, int pageRows, Optional<Integer> days) {
        this.client = client;
        this.item = item;
        this.pageRows = pageRows;
        this.days = days;
    }

    Read read(Optional<String> start) {
        for (int restart = 0; ; restart++) {
            try {
                return once(start);
            } catch (Refused refused) {
                if (!refused.mutation() || restart == RESTARTS) {
                    throw refused;
                }
                // From the first cursor of the loop, and not from the one of the page that failed.
            }
        }
    }

    private Read once(Optional<String> start) {
        List<byte[]> pages = new ArrayList<>();
        var cursor = start.orElse("");
        while (true) {
            var response = client.post(Endpoint.SYNC, item, body(cursor));
            var page = Client.read(item, response);
            var next = page.path("next_cursor");
            var more = page.path("has_more");
            if (!next.isString()
                    || !more.isBoolean()
                    || !page.path("added").isArray()
                    || !page.path("modified").isArray()
                    || !page.path("removed").isArray()) {
                throw bad("Plaid sent something else than transactions");
            }
            if (page.path("transactions_update_status").asString("").equals("NOT_READY")) {
                throw new Refused(
                        Problem.UNAVAILABLE,
                        "Plaid is still fetching the transactions of '" + item.name()
                                + "'; wait, it goes on by itself.",
                        "",
                        false,
                        null,
                        null);
            }
            pages.add(packed(response.body()));
            if (!more.booleanValue()) {
                return new Read(pages, next.stringValue());
            }
            if (next.stringValue().equals(cursor) || next.stringValue().isEmpty() || pages.size() == MOST_PAGES) {
                throw bad("Plaid's pages of transactions do not end");
            }
            cursor = next.stringValue();
        }
    }

    private tools.jackson.databind.node.ObjectNode body(String cursor) {
        var body = Client.body(item).put("count", pageRows);
        if (cursor.isEmpty()) {
            days.ifPresent(asked -> body.putObject("options").put("days_requested", asked));
        } else {
            body.put("cursor", cursor);
        }
        return body;
    }

    private Refused bad(String sentence) {
        return new Refused(
                Problem.BAD_ANSWER, sentence + ". This was for '" + item.name() + "'.", "", false, null, null);
    }

    private static byte[] packed(byte[] body) {
        var out = new ByteArrayOutputStream();
        try (var packing = new GZIPOutputStream(out)) {
            packing.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
