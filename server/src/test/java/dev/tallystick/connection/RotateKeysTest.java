package dev.tallystick.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.TestServer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Rotating the data keys over the API, while secrets are there.
class RotateKeysTest {
    private static final WorkspaceId MAIN = new WorkspaceId(1);

    @RegisterExtension
    static final TestServer server = new TestServer();

    @Test
    void sealsEverySecretAnewAndOpensItAfterwards() throws Exception {
        var transactions = server.bean(Transactions.class);
        var store = server.bean(ConnectionStore.class);
        transactions.in(MAIN, db -> store.save(db, MAIN, definition(), Instant.EPOCH));
        Map<String, String> before = sealed();
        assertThat(before).hasSize(2);

        var answer = server.send("POST", "/api/v1/keys/rotation", "", "Authorization", "Bearer " + ownersToken());

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"resealed\":2").doesNotContain("s3cr3t");
        Map<String, String> after = sealed();
        var secrets = server.bean(SealedSecrets.class);
        assertThat(before.values()).noneMatch(secrets::isCurrent);
        assertThat(after.values()).allMatch(secrets::isCurrent);
        assertThat(transactions
                        .in(
                                MAIN,
                                db -> store.unsealed(
                                        store.find(db, MAIN, "partner").orElseThrow()))
                        .all()
                        .toString())
                .contains("s3cr3t-1", "s3cr3t-2");
        assertThat(transactions.<String>system(
                        db -> db.sql("select actor || action from audit where action = 'keys.rotated'")
                                .query(String.class)
                                .single()))
                .contains("scripts");
    }

    private static String ownersToken() throws Exception {
        return Files.readString(server.dataDir().resolve("admin-token")).strip();
    }

    private static ConnectionDefinition definition() {
        Map<String, String> secrets = Map.of("config/api_key", "s3cr3t-1", "config/password", "s3cr3t-2");
        return new ConnectionDefinition(
                "partner", "http", "Partner", Map.of(), Map.of(), secrets, List.of(), null, false);
    }

    private static Map<String, String> sealed() {
        return server.bean(Transactions.class)
                .in(
                        MAIN,
                        db -> server.bean(ConnectionStore.class)
                                .find(db, MAIN, "partner")
                                .orElseThrow()
                                .sealed());
    }
}
