package dev.tallystick.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class StorageConfigurationTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class))
            .withUserConfiguration(StorageConfiguration.class);

    @Test
    void opensTwoPoolsWithTheirRoles() {
        contexts.withPropertyValues("DATABASE_URL=" + database.url()).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedDatabase.class);
            assertThat(context.getBeansOfType(DataSource.class)).containsOnlyKeys("appDataSource", "systemDataSource");
            assertThat(role(context.getBean(DataSource.class))).isEqualTo("tallystick_app");
            assertThat(role(context.getBean("systemDataSource", DataSource.class)))
                    .isEqualTo("tallystick_system");
            Health health = context.getBean(DatabaseHealth.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("embedded", false);
        });
    }

    @Test
    void bringsItsOwnDatabaseWhenNoneIsGiven(@TempDir Path temp) {
        contexts.withPropertyValues("DATABASE_URL=", "tallystick.storage.data-dir=" + temp.resolve("data"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(EmbeddedDatabase.class);
                    assertThat(context.getBean(DatabaseHealth.class).health().getDetails())
                            .containsEntry("embedded", true);
                });

        assertThat(temp.resolve("data/postgres/data"))
                .as("the server was stopped with the context")
                .isDirectoryNotContaining(file -> file.endsWith("postmaster.pid"));
    }

    @Test
    void startsItsDatabaseWhileSpringStarts(@TempDir Path temp) {
        try (var context = run(temp, StorageConfiguration.class)) {
            assertThat(context.getBeanFactory().containsSingleton("earlyDatabase"))
                    .isTrue();
            assertThat(context.getBean(Transactions.class)
                            .<Integer>system(db ->
                                    db.sql("select 42").query(Integer.class).single()))
                    .isEqualTo(42);
        }
        assertThat(temp.resolve("data/postgres/data"))
                .isDirectoryNotContaining(file -> file.endsWith("postmaster.pid"));
    }

    @Test
    void stopsItsDatabaseWhenSpringFails(@TempDir Path temp) {
        assertThatThrownBy(() -> run(temp, Broken.class)).hasStackTraceContaining("broken on purpose");

        assertThat(temp.resolve("data/postgres/data"))
                .isDirectoryNotContaining(file -> file.endsWith("postmaster.pid"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Broken {
        @Bean
        String broken() {
            throw new IllegalStateException("broken on purpose");
        }
    }

    private static ConfigurableApplicationContext run(Path temp, Class<?> configuration) {
        var application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        return application.run("--DATABASE_URL=", "--tallystick.storage.data-dir=" + temp.resolve("data"));
    }

    @Test
    void hasModestDefaults() {
        contexts.withPropertyValues("tallystick.storage.database-url=" + database.url())
                .run(context -> {
                    var properties = context.getBean(StorageProperties.class);
                    assertThat(properties.directory()).isEqualTo(Path.of("data").toAbsolutePath());
                    assertThat(properties.appConnections()).isEqualTo(16);
                    assertThat(properties.systemConnections()).isEqualTo(8);
                    assertThat(properties.toString()).doesNotContain(database.url());
                });
    }

    @Test
    void failsWithOneSentenceWhenTheDatabaseIsNotThere() throws Exception {
        int nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        contexts.withPropertyValues("DATABASE_URL=postgres://me:s3cret@127.0.0.1:" + nobody + "/tally")
                .run(context ->
                        assertThat(context).hasFailed().getFailure().rootCause().hasMessageContaining("refused"));
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAnErrorWithinSeconds() throws Exception {
        // Accepts and says nothing, as a host behind a dead link does.
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HikariDataSource good =
                        StorageConfiguration.pool("app", DatabaseRole.APP, DatabaseUrl.parse(database.url()), 2)) {
            String url = "postgres://me:x@127.0.0.1:" + silent.getLocalPort() + "/tally";
            var config = StorageConfiguration.settings("app", DatabaseRole.APP, DatabaseUrl.parse(url), 2);
            config.setInitializationFailTimeout(-1);
            try (var dead = new HikariDataSource(config)) {
                var transactions = new Transactions(dead, good);
                Instant begun = Instant.now();
                assertThatThrownBy(() -> transactions.in(
                                new WorkspaceId(1), db -> db.sql("select 1").update()))
                        .isInstanceOf(DatabaseUnavailable.class);
                assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    private static String role(DataSource pool) throws Exception {
        try (Connection connection = pool.getConnection()) {
            return Sql.text(connection, "select current_user");
        }
    }
}
