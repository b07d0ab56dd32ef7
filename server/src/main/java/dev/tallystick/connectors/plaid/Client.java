package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.AllowedPlaces;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Limits;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One call to Plaid at a time, counted by item and by client.
final class Client {
    private static final String VERSION = "2020-09-14";

    /// Asking a bank for balances takes half a minute and more. Source: plaid.com/docs, /accounts/balance/get.
    private static final Duration LIVE = Duration.ofMinutes(2);

    private final PlaidSettings settings;
    private final EgressClient egress;
    private final Surroundings surroundings;
    private final AllowList allowed;

    /// What can be asked, and how often in a minute. Source: plaid.com/docs, "Rate limit exceeded", production.
    enum Endpoint {
        SYNC("/transactions/sync", "transactions", 50, 2_500),
        ACCOUNTS("/accounts/get", "accounts", 15, 15_000),
        BALANCES("/accounts/balance/get", "balances", 5, 1_200),
        ITEM("/item/get", "item", 15, 5_000);

        private final String path;
        private final String word;
        private final int perItem;
        private final int perClient;

        Endpoint(String path, String word, int perItem, int perClient) {
            this.path = path;
            this.word = word;
            this.perItem = perItem;
            this.perClient = perClient;
        }
    }

    /// Of one client, for calls that begin at the first transaction.
    private static final int FIRST_SYNCS = 500;

    Client(PlaidSettings settings, EgressClient egress, Surroundings surroundings) {
        this.settings = settings;
        this.egress = egress;
        this.surroundings = surroundings;
        allowed = AllowedPlaces.of(surroundings);
    }

    static ObjectNode body(Item item) {
        return JsonBodies.mapper().createObjectNode().put("access_token", item.accessToken());
    }

    /// @throws Refused with what it means
    /// @throws Stopped when the attempt should end
    Response post(Endpoint endpoint, Item item, ObjectNode body) {
        if (surroundings.stopping().getAsBoolean()) {
            throw new Stopped();
        }
        var limits = limits(endpoint, item, body);
        var request = Request.json(Method.POST, URI.create(settings.address() + endpoint.path), body.toString())
                .with("PLAID-CLIENT-ID", settings.clientId())
                .with("PLAID-SECRET", settings.secret())
                .with("Plaid-Version", VERSION)
                .allowing(allowed);
        var turn = turn(endpoint, item, limits);
        try (turn) {
            var response = egress.send(
                    endpoint == Endpoint.BALANCES ? request.within(Limits.STANDARD.deadline(LIVE)) : request);
            if (response.ok()) {
                return response;
            }
            var refused = Refusals.of(item, response, refusal(response));
            if (refused.problem() == Problem.RATE_LIMIT) {
                surroundings
                        .budget()
                        .throttled(limits.get(refused.everything() ? 1 : 0).key(), Refusals.MINUTE);
            }
            throw refused;
        } catch (EgressException e) {
            throw withoutAnswer(item, e);
        }
    }

    private Surroundings.Turn turn(Endpoint endpoint, Item item, List<Budget.Limit> limits) {
        try {
            var turn = surroundings.turn("plaid " + endpoint.word, limits.toArray(Budget.Limit[]::new));
            if (turn == null) {
                throw new Stopped();
            }
            return turn;
        } catch (Refused e) {
            throw e;
        } catch (ConnectorException later) {
            throw new Refused(
                    later.problem(),
                    "'" + item.name() + "' has to wait: " + later.getMessage(),
                    "",
                    false,
                    later.retryAfter().orElse(null),
                    later);
        }
    }

    /// Of the item first, then of the client.
    private List<Budget.Limit> limits(Endpoint endpoint, Item item, ObjectNode body) {
        var host = "plaid/" + URI.create(settings.address()).getAuthority() + "/";
        var client = Item.fingerprint(settings.clientId());
        List<Budget.Limit> limits = new ArrayList<>(List.of(
                Budget.Limit.of(
                        host + "item/" + item.fingerprint() + "/" + endpoint.word,
                        "Plaid for one item",
                        Budget.Rate.perMinute(endpoint.perItem)),
                Budget.Limit.of(
                        host + "client/" + client + "/" + endpoint.word,
                        "Plaid for this client",
                        Budget.Rate.perMinute(endpoint.perClient))));
        if (endpoint == Endpoint.SYNC && !body.has("cursor")) {
            limits.add(Budget.Limit.of(
                    host + "client/" + client + "/first-transactions",
                    "Plaid for first calls of this client",
                    Budget.Rate.perMinute(FIRST_SYNCS)));
        }
        return limits;
    }

    private static Optional<JsonNode> refusal(Response response) {
        try {
            return Optional.of(JsonBodies.read(response)).filter(JsonNode::isObject);
        } catch (EgressException _) {
            return Optional.empty(); // a page of a gateway; the status says enough
        }
    }

    /// @throws Refused where it is no JSON
    static JsonNode read(Item item, Response response) {
        try {
            return JsonBodies.read(response);
        } catch (EgressException e) {
            throw new Refused(
                    Problem.BAD_ANSWER, e.getMessage() + " This was for '" + item.name() + "'.", "", false, null, e);
        }
    }

    private Refused withoutAnswer(Item item, EgressException e) {
        if (e.kind() == EgressException.Kind.INTERRUPTED
                || surroundings.stopping().getAsBoolean()) {
            throw new Stopped();
        }
        return new Refused(
                e.problem(),
                e.getMessage() + " This was for '" + item.name() + "'.",
                "",
                e.problem() != Problem.BAD_ANSWER,
                null,
                e);
    }
}
