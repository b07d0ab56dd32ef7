package dev.tallystick.connectors.http;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Glimpse;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import dev.tallystick.connectors.http.stream.Pause;
import dev.tallystick.connectors.http.stream.Wire;
import dev.tallystick.egress.AllowedPlaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// An API in use by one attempt.
final class HttpConnection implements OpenConnection {
    private final HttpSettings settings;
    private final Wire wire;
    private final Pause pause;
    private final Surroundings surroundings;

    HttpConnection(HttpSettings settings, Wire wire, Pause pause, Surroundings surroundings) {
        this.settings = settings;
        this.wire = allowed(wire, surroundings);
        this.pause = pause;
        this.surroundings = surroundings;
    }

    /// Adds to each request the inside places that this connection may reach.
    private static Wire allowed(Wire wire, Surroundings surroundings) {
        var places = AllowedPlaces.of(surroundings);
        return request -> wire.send(request.allowing(places));
    }

    /// Ends a check at its first page.
    private static final class Enough extends RuntimeException {
        Enough() {
            super("enough", null, false, false);
        }
    }

    @Override
    public List<Stage> check() {
        List<Stage> stages = new ArrayList<>();
        check(stages::add);
        return stages;
    }

    @Override
    public void check(Consumer<Stage> told) {
        var readable = settings.readable();
        if (readable.isEmpty()) {
            told.accept(new Stage("manifest", false, "No stream of the manifest can be read with these settings."));
            return;
        }
        told.accept(new Stage("manifest", true, "The manifest has " + readable.size() + " streams that can be read."));
        var name =
                settings
                        .manifest()
                        .root()
                        .child("check")
                        .map(check -> check.list("stream_names"))
                        .orElse(List.of())
                        .stream()
                        .map(String::valueOf)
                        .filter(readable::contains)
                        .findFirst()
                        .orElse(readable.getFirst());
        try {
            source(new TableRef(name, new SettingValues(Map.of("key", "checked"))))
                    .list(new Source.Request(null), page -> {
                        throw new Enough();
                    });
        } catch (Enough _) {
            // An answer came, and it could be read.
        } catch (ConnectorException e) {
            addTrouble(told, e);
            return;
        }
        told.accept(new Stage("address", true, "The API answers."));
        told.accept(new Stage("sign-in", true, "The credential is taken."));
        told.accept(new Stage("table", true, "The stream '" + name + "' can be read."));
    }

    private static void addTrouble(Consumer<Stage> told, ConnectorException e) {
        var sentence = Objects.requireNonNullElse(e.getMessage(), "It failed.");
        switch (e.problem()) {
            case SETTINGS, UNAVAILABLE -> told.accept(new Stage("address", false, sentence));
            case SIGN_IN, PERMISSION -> {
                told.accept(new Stage("address", true, "The API answers."));
                told.accept(new Stage("sign-in", false, sentence));
            }
            case RATE_LIMIT, QUOTA, NOT_FOUND, REJECTED, BAD_ANSWER -> {
                told.accept(new Stage("address", true, "The API answers."));
                told.accept(new Stage("table", false, sentence));
            }
        }
    }

    @Override
    public List<String> tables() {
        return settings.readable();
    }

    @Override
    public Source source(TableRef table) {
        var faults = settings.faults(table);
        var stream = settings.manifest().streams().get(table.name());
        if (!faults.isEmpty() || stream == null) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        return new HttpSource(table, stream, settings, wire, pause, surroundings);
    }

    @Override
    public Glimpse glimpse(TableRef table, int rows) {
        var stream = settings.manifest().streams().get(table.name());
        if (stream == null) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", settings.faults(table)));
        }
        var faults = settings.faults(table.name(), stream);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        return new HttpSource(table, stream, settings, wire, pause, surroundings).glimpse(rows);
    }

    @Override
    public Target target(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS, "An HTTP API can only be read, so it cannot be the side that is written to.");
    }

    @Override
    public void close() {
        // The way out is shared and stays open.
    }
}
