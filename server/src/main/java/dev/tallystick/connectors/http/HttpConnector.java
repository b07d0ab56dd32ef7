package dev.tallystick.connectors.http;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Recipe;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connectors.http.stream.Pause;
import dev.tallystick.connectors.http.stream.Wire;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.Limits;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.stereotype.Component;

/// Knows HTTP APIs that a manifest describes, as tables to read from: one stream is one table.
///
/// ```yaml
/// connections:
///   partner:
///     connector: http
///     settings:
///       manifest: manifests/partner.yaml
///       config: {base_url: https://api.partner.example, api_key: "${PARTNER_API_KEY}"}
/// ```
@Component
public final class HttpConnector implements Connector {
    private final Wire wire;
    private final Pause pause;

    public HttpConnector(EgressClient egress) {
        this(egress::send, Pause.SLEEP);
    }

    /// @param timeout the most one request may take, from the look-up of the name to the last byte
    @Autowired
    HttpConnector(
            EgressClient egress,
            @Value("${tallystick.http.timeout:60s}") @DurationUnit(ChronoUnit.SECONDS) Duration timeout) {
        this(within(egress::send, timeout), Pause.SLEEP);
    }

    private static Wire within(Wire wire, Duration timeout) {
        var limits = Limits.STANDARD.deadline(timeout);
        return request -> wire.send(request.within(limits));
    }

    HttpConnector(Wire wire, Pause pause) {
        this.wire = wire;
        this.pause = pause;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Settings settings() {
        return HttpSettings.CONNECTION;
    }

    @Override
    public Settings tableSettings() {
        return HttpSettings.TABLE;
    }

    @Override
    public Optional<Recipe> recipe() {
        return Optional.of(ManifestRecipe.RECIPE);
    }

    @Override
    public Set<String> secretsInside(SettingValues settings) {
        return HttpSettings.secretsInside(settings);
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return HttpSettings.faults(settings);
    }

    @Override
    public List<String> validateTable(SettingValues settings, TableRef table) {
        HttpSettings read;
        try {
            read = HttpSettings.of(settings);
        } catch (ConnectorException _) {
            return List.of(); // what is wrong with all of it is said once, for the connection
        }
        return read.faults(table);
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        return new HttpConnection(HttpSettings.of(settings), wire, pause, surroundings);
    }
}
