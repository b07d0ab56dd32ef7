package dev.tallystick.connectors.http;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connectors.http.stream.Pause;
import dev.tallystick.connectors.http.stream.Wire;
import dev.tallystick.egress.EgressClient;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
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

    @Autowired
    public HttpConnector(EgressClient egress) {
        this(egress::send, Pause.SLEEP);
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
    public List<String> validate(SettingValues settings) {
        return HttpSettings.faults(settings);
    }

    @Override
    public List<String> validateTable(SettingValues settings, TableRef table) {
        var read = HttpSettings.of(settings);
        var stream = read.manifest().streams().get(table.name());
        if (stream == null) {
            return List.of("The manifest has no stream '" + table.name() + "'. It has: "
                    + String.join(", ", read.manifest().streams().keySet()) + ".");
        }
        var faults = read.faults(table.name(), stream);
        return faults.isEmpty() ? RowKey.faults(stream, table) : faults;
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        return new HttpConnection(HttpSettings.of(settings), wire, pause, surroundings);
    }
}
