package dev.tallystick.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connectors.postgres.Login.TlsMode;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private Destination destination;

    @BeforeEach
    void open() {
        destination = new Destination();
    }

    @AfterEach
    void close() {
        destination.close();
    }

    private static Login of(Map<String, Object> settings) {
        return Login.of(new SettingValues(settings), Optional::empty);
    }

    @Test
    void takesAUrlApartIntoFields() {
        var login = of(Map.of("url", "postgres://ann:p%40ss+word@db.example.org:6432/shop?sslmode=require"));

        assertThat(login.host()).isEqualTo("db.example.org");
        assertThat(login.port()).isEqualTo(6432);
        assertThat(login.database()).isEqualTo("shop");
        assertThat(login.user()).isEqualTo("ann");
        assertThat(login.password()).isEqualTo("p@ss+word");
        assertThat(login.tls()).isEqualTo(TlsMode.REQUIRE);
        assertThat(login.toString()).doesNotContain("p@ss+word");
    }

    @Test
    void demandsAProvenServerUnlessToldOtherwise() {
        assertThat(of(Map.of("host", "db", "database", "shop", "user", "ann")).tls())
                .isEqualTo(TlsMode.VERIFY_FULL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/shop",
                "postgres://ann:hunter2@db/shop?socketFactory=org.example.Evil",
                "postgres://ann:hunter2@db/shop?sslmode=require&sslfactory=x",
                "postgres://ann:hunter2@db1,db2/shop",
                "postgres://ann:hunter2@db/shop?loggerFile=/etc/passwd",
                "http://ann:hunter2@db/shop",
                "postgres://ann:hunt er2@db/shop"
            })
    void refusesEveryOtherUrlWithoutRepeatingIt(String url) {
        var faults = Login.faults(new SettingValues(Map.of("url", url)));

        assertThat(faults).isNotEmpty().allSatisfy(fault -> assertThat(fault).doesNotContain("hunter2", "hunt er2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"db/shop", "db?x=1", "db:5432", "a b", "db,other", "[::1", "db\0", "@db", "file:///etc"})
    void aHostIsOneNameOrAddress(String host) {
        assertThat(Login.faults(new SettingValues(Map.of("host", host, "database", "shop", "user", "ann"))))
                .anySatisfy(fault -> assertThat(fault).contains("'host'"));
    }

    @Test
    void aDatabaseNameIsNeverReadAsOptions() {
        var settings = new HashMap<>(destination.settings(destination.port()));
        settings.put("database", "data?sslmode=disable&socketFactory=org.example.Evil");

        assertThat(destination.open(settings).check().getLast().sentence())
                .isEqualTo("The database 'data?sslmode=disable&socketFactory=org.example.Evil' does not exist.");
    }

    @Test
    void namesTheStageThatFails() {
        var wrong = new HashMap<>(destination.settings(destination.port()));
        wrong.put("password", "hunter2");
        var stages = destination.open(wrong).check();
        assertThat(stages).extracting(Stage::stage).containsExactly("address", "tls", "sign-in");
        assertThat(stages.getLast().ok()).isFalse();
        assertThat(stages.getLast().sentence())
                .contains("user or password is wrong")
                .doesNotContain("hunter2");

        var plain = new HashMap<>(destination.settings(destination.port()));
        plain.put("sslmode", "verify-full");
        assertThat(destination.open(plain).check().getLast())
                .isEqualTo(new Stage(
                        "tls",
                        false,
                        "The database server offers no encryption. Turn it on there, or set 'sslmode' to disable where"
                                + " the network may be trusted."));

        var elsewhere = new HashMap<>(destination.settings(destination.port()));
        elsewhere.put("schema", "elsewhere");
        assertThat(destination.open(elsewhere).check().getLast().sentence()).contains("CREATE SCHEMA \"elsewhere\"");
    }

    @Test
    void connectsToTheCheckedAddressWhateverTheNameLeadsTo() {
        var settings = new HashMap<>(destination.settings(destination.port()));
        settings.put("host", "no-such-name.invalid");
        AddressCheck loopback = (_, _, _) -> List.of(InetAddress.getLoopbackAddress());

        var stages = destination.open(settings, loopback).check();

        assertThat(stages).allMatch(Stage::ok);
    }

    @Test
    void aRefusedAddressIsNeverConnectedTo() {
        AddressCheck closed = (_, _, _) -> {
            throw new ConnectorException(Problem.SETTINGS, "This address is not allowed.");
        };

        var stages = destination
                .open(destination.settings(destination.port()), closed)
                .check();

        assertThat(stages).containsExactly(new Stage("address", false, "This address is not allowed."));
    }

    @Test
    void theEmbeddedDatabaseNeedsNoFieldsAndMustBeThere() {
        assertThatThrownBy(() -> of(Map.of("url", "embedded")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("no embedded database here");

        var login = Login.of(
                new SettingValues(Map.of("url", "embedded")),
                () -> Optional.of(new DataDatabase.Login("127.0.0.1", 5433, "data", "data", "secret")));
        assertThat(login.embedded()).isTrue();
        assertThat(login.port()).isEqualTo(5433);
    }
}
