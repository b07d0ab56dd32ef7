package dev.tallystick.connectors.http;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connectors.http.stream.Pause;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import dev.tallystick.table.Value;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The contract, kept against the wellness partner of the lab, with the manifest that the example ships.
class HttpConnectorTest extends ConnectorContract {
    private static final int CLIENTS = 230;

    private Lab lab;
    private EgressClient egress;

    @BeforeEach
    void start() {
        lab = Lab.start(Lab.Options.STANDARD.partner(CLIENTS, 150));
        egress = new EgressClient(lab.allowed());
    }

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    static String manifest(String name) {
        try {
            return Files.readString(Path.of("../examples").resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits take no time here.
    static final Pause AT_ONCE = (wait, stopping) -> !stopping.getAsBoolean();

    @Override
    protected Connector connector() {
        return new HttpConnector(egress::send, AT_ONCE);
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of(
                "manifest",
                manifest("wellness/manifests/partner.yaml"),
                "config",
                Map.of(
                        "base_url",
                        lab.uri("").toString(),
                        "api_key",
                        lab.partner().key()));
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.WRITE, "An API that a manifest describes is only read.",
                Ability.CREATE_TABLE, "An API that a manifest describes is only read.",
                Ability.REFUSE_A_ROW, "An API that a manifest describes is only read.");
    }

    @Override
    protected List<String> secrets() {
        return List.of(lab.partner().key());
    }

    @Override
    protected List<Mistake> mistakes() {
        return List.of(
                new Mistake("config", Map.of("base_url", "https://api.example.com"), "api_key"),
                new Mistake("config", Map.of("base_url", "ftp://x", "api_key", "k"), "base_url"),
                new Mistake(
                        "config",
                        Map.of("base_url", "https://x.example", "api_key", "k", "start_date", "soon"),
                        "start_date"));
    }

    @Override
    protected TableRef readable() {
        return new TableRef("appointments", new SettingValues(Map.of()));
    }

    @Override
    protected Set<String> readableIds() {
        return IntStream.rangeClosed(1, 150).mapToObj(i -> "a" + i).collect(Collectors.toSet());
    }

    @Override
    protected TableRef breaking() {
        lab.faults()
                .add(Fault.of(Fault.Kind.RESET_IN_BODY, "/v1/appointments")
                        .after(1)
                        .times(Fault.FOREVER));
        return readable();
    }

    @Override
    protected TableRef writable() {
        return readable();
    }

    @Override
    protected Map<String, Value> refused() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> leadingNowhere() {
        try (var closed = new ServerSocket(0)) {
            return Map.of(
                    "manifest",
                    manifest("wellness/manifests/partner.yaml"),
                    "config",
                    Map.of("base_url", "http://127.0.0.1:" + closed.getLocalPort(), "api_key", "k-canary-1"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
