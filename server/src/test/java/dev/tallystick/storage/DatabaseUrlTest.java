package dev.tallystick.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @Test
    void readsBothUsualForms() {
        var expected = new DatabaseUrl(
                "jdbc:postgresql://db.example:6432/tally",
                Map.of("user", "me", "password", "a+b@c/d?", "sslmode", "require"));

        assertThat(DatabaseUrl.parse("postgres://me:a+b%40c%2Fd%3F@db.example:6432/tally?sslmode=require"))
                .isEqualTo(expected);
        assertThat(DatabaseUrl.parse("postgresql://me:a+b%40c%2Fd%3F@db.example:6432/tally?sslmode=require"))
                .isEqualTo(expected);
        assertThat(DatabaseUrl.parse(
                        " jdbc:postgresql://db.example:6432/tally?user=me&password=a%2Bb%40c/d%3F&sslmode=require\n"))
                .isEqualTo(expected);
    }

    @Test
    void takesSeveralHostsAndTheWordsOfLibpq() {
        DatabaseUrl url = DatabaseUrl.parse(
                "postgres://me@[::1]:5432,db-2/tally?target_session_attrs=read-write&connect_timeout=9&application_name=x");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5432,db-2/tally");
        assertThat(url.properties())
                .isEqualTo(Map.of(
                        "user", "me", "targetServerType", "primary", "connectTimeout", "9", "ApplicationName", "x"));
        assertThat(url.driverProperties()).containsEntry("connectTimeout", "9").containsEntry("tcpKeepAlive", "true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://me:s3cret@db/tally",
                "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 's3cret'",
                "jdbc:postgresql:tally?password=s3cret",
                "postgres://me:s3cret@db",
                "postgres://me:s3cret@db/",
                "postgres://:s3cret@/tally",
                "postgres://me:s3%zzcret@db/tally",
                "postgres://me:s3cret@db:port/tally",
                "postgres://me:s3cret@db/tally?target_session_attrs=standby",
                "postgres://db/tally?password=s3cret",
                "s3cret",
                ""
            })
    void refusesWhatItDoesNotUnderstandWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("DATABASE_URL")
                .message()
                .doesNotContain("s3", "cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "loggerFile",
                "loggerLevel",
                "socketFactory",
                "socketFactoryArg",
                "sslfactory",
                "sslfactoryarg",
                "sslhostnameverifier",
                "sslpasswordcallback",
                "authenticationPluginClassName",
                "jaasApplicationName",
                "options",
                "currentSchema",
                "service",
                "xmlFactoryFactory",
                "SSLFACTORY",
                "ssl%66actory"
            })
    void refusesSettingsThatLoadClassesOrWriteFiles(String name) {
        assertThatThrownBy(() -> DatabaseUrl.parse("jdbc:postgresql://db/tally?user=me&" + name + "=s3cret"))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("may not set")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void hidesItsPassword() {
        assertThat(DatabaseUrl.parse("postgres://me:s3cret@db/tally").toString())
                .doesNotContain("s3cret");
    }
}
