package dev.tallystick.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.WorkspaceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.json.JsonMapper;

class SealedSecretsTest {
    private static final String KEY = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq1Y3iT9wzbU=";
    private static final String OTHER_KEY = "UbzNcD+JN1arkHhWNBLvzauQeFY0Eu/Nq5B4VjQS782=";
    private static final Place HERE = new Place(new WorkspaceId(1), "connection", 7, "sealed config/api_key");

    @TempDir
    Path dataDir;

    private TestDatabase database;

    @BeforeEach
    void aDatabase() {
        database = TestDatabase.open();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void opensWhatItSealedAndOnlyThere() {
        SealedSecrets secrets = open(KEY);
        String sealed = secrets.seal(new Secret("s3cr3t-ü"), HERE);

        assertThat(secrets.open(sealed, HERE).reveal()).isEqualTo("s3cr3t-ü");
        assertThat(secrets.seal(new Secret("s3cr3t-ü"), HERE)).isNotEqualTo(sealed);
        for (Place elsewhere : List.of(
                new Place(new WorkspaceId(2), "connection", 7, "sealed config/api_key"),
                new Place(new WorkspaceId(1), "connections", 7, "sealed config/api_key"),
                new Place(new WorkspaceId(1), "connection", 8, "sealed config/api_key"),
                new Place(new WorkspaceId(1), "connection", 7, "sealed config/api_keys"))) {
            assertThatThrownBy(() -> secrets.open(sealed, elsewhere)).isInstanceOf(SecretUnreadable.class);
        }
    }

    @Test
    void noPartOfASealedValueCanBeChanged() {
        SealedSecrets secrets = open(KEY);
        byte[] sealed = Base64.getDecoder().decode(secrets.seal(new Secret("abc"), HERE));

        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertUnreadable(secrets, flipped);
        }
        for (int length = 0; length < sealed.length; length++) {
            assertUnreadable(secrets, Arrays.copyOf(sealed, length));
        }
        assertUnreadable(secrets, Arrays.copyOf(sealed, sealed.length + 1));
        assertThatThrownBy(() -> secrets.open("no base64!", HERE)).isInstanceOf(SecretUnreadable.class);
    }

    private static void assertUnreadable(SealedSecrets secrets, byte[] sealed) {
        assertThatThrownBy(() -> secrets.open(Base64.getEncoder().encodeToString(sealed), HERE))
                .isInstanceOf(SecretUnreadable.class)
                .hasMessage("A stored secret cannot be read. Enter it again.")
                .hasNoCause();
    }

    @Test
    void keepsItsKeysAndRefusesAnotherMasterKeyUntouched() {
        String sealed = open(KEY).seal(new Secret("abc"), HERE);
        assertThat(open(KEY).open(sealed, HERE).reveal()).isEqualTo("abc");
        String before = keyset();

        assertThatThrownBy(() -> open(OTHER_KEY))
                .isInstanceOfSatisfying(
                        KeyProblem.class, e -> assertThat(e.getExitCode()).isEqualTo(78))
                .hasMessageContaining(MasterKey.parse(KEY, "").fingerprint())
                .hasMessageContaining("Nothing was written")
                .hasMessageNotContaining(KEY);
        assertThat(keyset()).isEqualTo(before);
    }

    @Test
    void rotatesWhileOthersGoOn() {
        SealedSecrets here = open(KEY);
        SealedSecrets anotherNode = open(KEY);
        String old = here.seal(new Secret("abc"), HERE);
        assertThat(here.isCurrent(old)).isTrue();

        here.rotate();

        assertThat(here.isCurrent(old)).isFalse();
        assertThat(here.open(old, HERE).reveal()).isEqualTo("abc");
        String fresh = here.seal(new Secret("abc"), HERE);
        assertThat(here.isCurrent(fresh)).isTrue();
        assertThat(anotherNode.open(fresh, HERE).reveal())
                .as("a node that has not heard of it")
                .isEqualTo("abc");
        assertThat(open(KEY).auditKey().toString()).isEqualTo("AuditKey[hidden]");
    }

    @Test
    void makesItsOwnMasterKeyBesideTheEmbeddedDatabaseOnly() throws IOException {
        assertThatThrownBy(() -> open(Map.of(), false))
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("TALLYSTICK_MASTER_KEY");
        assertThat(keyset()).isEmpty();

        String sealed = open(Map.of(), true).seal(new Secret("abc"), HERE);
        Path file = dataDir.resolve("master-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(open(Map.of(), true).open(sealed, HERE).reveal()).isEqualTo("abc");

        Files.move(file, dataDir.resolve("lost"));
        assertThatThrownBy(() -> open(Map.of(), true))
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("is gone")
                .hasMessageContaining("fingerprint");
        assertThat(file).as("no second key is made over the loss of the first").doesNotExist();
    }

    @Test
    void takesTheKeyFromAFileThatOthersCannotRead() throws IOException {
        Path file = Files.writeString(dataDir.resolve("key"), KEY + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Map<String, Object> given = Map.of("TALLYSTICK_MASTER_KEY_FILE", file.toString());
        assertThatThrownBy(() -> open(given, false))
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("chmod 600");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(open(given, false)).isNotNull();
    }

    @Test
    void refusesKeysThatAreNone() {
        String zero = Base64.getEncoder().encodeToString(new byte[32]);
        byte[] counted = new byte[32];
        for (int at = 0; at < counted.length; at++) {
            counted[at] = (byte) at;
        }
        for (String bad : List.of(
                zero,
                "00".repeat(32),
                Base64.getEncoder().encodeToString(counted),
                Base64.getEncoder().encodeToString("change-me-change-me-change-me-32".getBytes(StandardCharsets.UTF_8)),
                Base64.getEncoder().encodeToString(new byte[31]),
                KEY.substring(4),
                "secret",
                "!")) {
            assertThatThrownBy(() -> open(bad))
                    .as(bad)
                    .isInstanceOf(KeyProblem.class)
                    .hasMessageNotContaining(bad.length() > 10 ? bad : "\u0000");
        }
        assertThat(MasterKey.parse("abcdef".repeat(2) + KEY_HEX.substring(12), "")
                        .fingerprint())
                .hasSize(16);
    }

    private static final String KEY_HEX = "00112233445566778899aabbccddeeff0123456789abcdef1032547698badcfe";

    @Test
    void aSecretDoesNotGiveItselfAway() {
        var secret = new Secret("s3cr3t");

        assertThat(secret.toString()).doesNotContain("s3cr3t");
        assertThatThrownBy(() -> JsonMapper.shared().writeValueAsString(Map.of("key", secret)))
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> JsonMapper.shared().writeValueAsString(secret)).hasMessageNotContaining("s3cr3t");
    }

    private SealedSecrets open(String key) {
        return open(Map.of("TALLYSTICK_MASTER_KEY", key), false);
    }

    private SealedSecrets open(Map<String, Object> given, boolean embedded) {
        return SealedSecrets.open(database.transactions(), environment(given), dataDir, embedded, Clock.systemUTC());
    }

    private static Environment environment(Map<String, Object> given) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", given));
        return environment;
    }

    private String keyset() {
        return database.transactions()
                .system(db -> db.sql("select k::text from keyset k")
                        .query(String.class)
                        .optional()
                        .orElse(""));
    }
}
