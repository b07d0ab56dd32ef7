package dev.tallystick.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Identity;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Shows connections, without a secret, and tries them out.
@RestController
@RequestMapping("/api/v1/connections")
class ConnectionController {
    private final Transactions transactions;
    private final ConnectionStore store;
    private final Connections connections;
    private final Connectors connectors;
    private final UpstreamHealth health;
    private final SaveConnection save;
    private final JsonMapper json;

    ConnectionController(
            Transactions transactions,
            ConnectionStore store,
            Connections connections,
            Connectors connectors,
            UpstreamHealth health,
            SaveConnection save,
            JsonMapper json) {
        this.transactions = transactions;
        this.store = store;
        this.connections = connections;
        this.connectors = connectors;
        this.health = health;
        this.save = save;
        this.json = json;
    }

    /// @param settings a secret stands there as `{"set": true}`, a file as its path
    /// @param usedBy the names of syncs
    /// @param fromPage a person made it on the page, and changes it there; else the file does
    /// @param signIn null for a connection that needs no access tokens
    record View(
            String name,
            String title,
            String connector,
            Map<String, Object> settings,
            boolean rehearsal,
            boolean fromPage,
            List<String> usedBy,
            UpstreamHealth.@Nullable Upstream lastCheck,
            SignIns.@Nullable State signIn) {}

    record Tested(List<Stage> stages) {}

    @GetMapping
    Page<View> list(Identity identity) {
        var checks = checks(identity.workspace());
        return transactions.in(
                identity.workspace(),
                jdbc -> new Page<>(
                        store.all(jdbc, identity.workspace()).stream()
                                .map(connection -> view(jdbc, connection, checks))
                                .toList(),
                        null));
    }

    @GetMapping("/{name}")
    View get(Identity identity, @PathVariable String name) {
        var checks = checks(identity.workspace());
        return transactions.in(
                identity.workspace(), jdbc -> view(jdbc, named(jdbc, identity.workspace(), name), checks));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    View create(Identity identity, @RequestBody SaveConnection.Wanted wanted) {
        return get(identity, save.create(identity, wanted));
    }

    /// A secret that is not named, or named as `{"set": true}`, stays as it is.
    @PutMapping("/{name}")
    View change(Identity identity, @PathVariable String name, @RequestBody SaveConnection.Wanted wanted) {
        save.change(identity, name, wanted);
        return get(identity, name);
    }

    /// Tries the connection out, stage by stage, up to the first that fails.
    @PostMapping("/{name}/test")
    Tested test(Identity identity, @PathVariable String name) {
        transactions.in(identity.workspace(), jdbc -> named(jdbc, identity.workspace(), name));
        return new Tested(connections.check(identity.workspace(), name));
    }

    /// The same for somebody who watches: each stage as a line of JSON, as soon as it is through.
    @PostMapping(path = "/{name}/test/stages", produces = "application/x-ndjson")
    void watch(Identity identity, @PathVariable String name, HttpServletResponse response) throws IOException {
        transactions.in(identity.workspace(), jdbc -> named(jdbc, identity.workspace(), name));
        response.setContentType("application/x-ndjson");
        var lines = response.getOutputStream();
        try {
            connections.check(identity.workspace(), name, stage -> send(lines, stage));
        } catch (UncheckedIOException gone) {
            throw gone.getCause(); // whoever watched has left, so nothing more is asked of the upstream
        }
    }

    private void send(OutputStream lines, Stage stage) {
        try {
            lines.write((json.writeValueAsString(stage) + "\n").getBytes(UTF_8));
            lines.flush();
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private Connection named(JdbcClient jdbc, WorkspaceId workspace, String name) {
        return store.find(jdbc, workspace, name)
                .orElseThrow(() -> Refusal.notFound("There is no connection '" + name + "'."));
    }

    private Map<String, UpstreamHealth.Upstream> checks(WorkspaceId workspace) {
        var checks = new LinkedHashMap<String, UpstreamHealth.Upstream>();
        health.of(workspace).forEach(upstream -> checks.put(upstream.connection(), upstream));
        return checks;
    }

    private View view(JdbcClient jdbc, Connection connection, Map<String, UpstreamHealth.Upstream> checks) {
        return new View(
                connection.name(),
                connection.title(),
                connection.connector(),
                shown(connection),
                connection.rehearsal(),
                store.fromPage(jdbc, connection.workspace(), connection.name()),
                store.usedBy(jdbc, connection.workspace(), connection.name()),
                checks.get(connection.name()),
                connections.signIn(connection).orElse(null));
    }

    private Map<String, Object> shown(Connection connection) {
        Map<String, Object> shown = new LinkedHashMap<>(connection.settings());
        connectors
                .named(connection.connector())
                .ifPresent(connector -> connector.settings().settings().stream()
                        .filter(setting -> setting.kind() == Kind.FILE)
                        .map(setting -> setting.name())
                        .forEach(name -> shown.computeIfPresent(
                                name, (_, _) -> connection.written().getOrDefault(name, ""))));
        Map<String, Object> masked = shown;
        for (var path : connection.sealed().keySet()) {
            masked = new SettingPath(path).put(masked, Map.of("set", true));
        }
        return masked;
    }
}
