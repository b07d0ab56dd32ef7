package dev.tallystick.host;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.AllowedPlaces;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.syncjob.JobHttp;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A job's calls, through the same guard as everybody's.
final class GuardedHttp implements JobHttp {
    private final EgressClient egress;
    private final Surroundings surroundings;
    private final Optional<Budget.Limit> limit;
    private final AllowList allowed;

    GuardedHttp(EgressClient egress, Surroundings surroundings, Optional<Budget.Limit> limit) {
        this.egress = egress;
        this.surroundings = surroundings;
        this.limit = limit;
        allowed = AllowedPlaces.of(surroundings);
    }

    @Override
    public Answer send(Call call) {
        if (surroundings.stopping().getAsBoolean()) {
            throw new Stopped();
        }
        try (var turn = limit.isEmpty() ? free() : surroundings.turn("job", limit.get())) {
            if (turn == null) {
                throw new Stopped();
            }
            return answer(egress.send(request(call)));
        } catch (EgressException e) {
            throw withoutAnswer(e);
        }
    }

    private static Surroundings.Turn free() {
        return () -> {};
    }

    private Request request(Call call) {
        Method method;
        try {
            method = Method.valueOf(call.method());
        } catch (IllegalArgumentException _) {
            throw new ConnectorException(
                    Problem.SETTINGS, "The job makes a call with the method '" + call.method() + "', which is none.");
        }
        var request = Request.of(method, call.uri()).allowing(allowed);
        var type = "application/octet-stream";
        for (var header : call.headers().entrySet()) {
            if (header.getKey().equalsIgnoreCase("Content-Type")) {
                type = header.getValue();
            } else {
                request = request.with(header.getKey(), header.getValue());
            }
        }
        return call.body() == null ? request : request.body(type, call.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Answer answer(Response response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (var line : response.headers().lines()) {
            headers.put(line.name().toLowerCase(Locale.ROOT), response.headers().all(line.name()));
        }
        return new Answer(response.status(), headers, response.text());
    }

    private ConnectorException withoutAnswer(EgressException e) {
        if (e.kind() == EgressException.Kind.INTERRUPTED
                || surroundings.stopping().getAsBoolean()) {
            throw new Stopped();
        }
        return new ConnectorException(e.problem(), String.valueOf(e.getMessage()), e);
    }
}
