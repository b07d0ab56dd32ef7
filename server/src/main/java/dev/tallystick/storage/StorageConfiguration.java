package dev.tallystick.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tallystick.storage.MigrateSchema.SchemaVersion;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// From nothing to two pools on a migrated database. The order is in the arguments: a pool needs the schema, the
/// schema needs the address, the address may need the embedded server; the end goes the other way round.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StorageProperties.class)
class StorageConfiguration {
    /// Together they bound how long a caller waits on a vanished database: 3 s for a connection, and at worst one
    /// more check of a connection that turns out dead.
    private static final long CONNECTION_TIMEOUT_MS = 3_000;

    private static final long VALIDATION_TIMEOUT_MS = 1_500;

    @Bean
    @Conditional(WithoutDatabaseUrl.class)
    EmbeddedPostgres embeddedPostgres(StorageProperties properties, ObjectProvider<StartDatabaseEarly.Begun> early) {
        StartDatabaseEarly.@Nullable Begun begun = early.getIfAvailable();
        return begun == null ? EmbeddedPostgres.start(properties.directory()) : begun.await();
    }

    @Bean
    @Conditional(WithoutDatabaseUrl.class)
    EmbeddedDatabase embeddedDatabase(EmbeddedPostgres postgres) {
        return postgres.database();
    }

    @Bean
    DatabaseUrl databaseUrl(ObjectProvider<EmbeddedDatabase> embedded, Environment environment) {
        return givenUrl(environment).map(DatabaseUrl::parse).orElseGet(() -> DatabaseUrl.of(embedded.getObject()));
    }

    @Bean
    SchemaVersion schemaVersion(DatabaseUrl database) {
        var login = new DriverManagerDataSource(database.jdbcUrl(), database.driverProperties());
        return MigrateSchema.of(login).run();
    }

    @Bean
    @Primary
    HikariDataSource appDataSource(DatabaseUrl database, SchemaVersion schema, StorageProperties properties) {
        return pool("app", DatabaseRole.APP, database, properties.appConnections());
    }

    @Bean
    HikariDataSource systemDataSource(DatabaseUrl database, SchemaVersion schema, StorageProperties properties) {
        return pool("system", DatabaseRole.SYSTEM, database, properties.systemConnections());
    }

    @Bean
    Absence absence() {
        return new Absence();
    }

    @Bean
    QuietWhileAway quietWhileAway(Absence absence) {
        return QuietWhileAway.from(absence);
    }

    @Bean
    Transactions transactions(
            @Qualifier("appDataSource") DataSource app,
            @Qualifier("systemDataSource") DataSource system,
            Absence absence) {
        return new Transactions(app, system, absence);
    }

    @Bean(destroyMethod = "")
    Notices notices(@Qualifier("systemDataSource") DataSource system, Absence absence) {
        return new Notices(system, absence);
    }

    /// By this name it takes the place of Boot's own check, which would ask each pool.
    @Bean
    DatabaseHealth dbHealthContributor(
            @Qualifier("systemDataSource") DataSource system, ObjectProvider<EmbeddedDatabase> embedded) {
        return new DatabaseHealth(system, embedded.getIfAvailable() != null);
    }

    static HikariDataSource pool(String name, DatabaseRole role, DatabaseUrl database, int connections) {
        return new HikariDataSource(settings(name, role, database, connections));
    }

    static HikariConfig settings(String name, DatabaseRole role, DatabaseUrl database, int connections) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(database.jdbcUrl());
        config.setDataSourceProperties(database.driverProperties());
        config.setConnectionInitSql(role.sessionSql());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setValidationTimeout(VALIDATION_TIMEOUT_MS);
        return config;
    }

    static Optional<String> givenUrl(Environment environment) {
        @Nullable String property = environment.getProperty("tallystick.storage.database-url");
        @Nullable
        String url = property == null || property.isBlank() ? environment.getProperty("DATABASE_URL") : property;
        return Optional.ofNullable(url).filter(given -> !given.isBlank());
    }

    static final class WithoutDatabaseUrl implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return givenUrl(context.getEnvironment()).isEmpty();
        }
    }
}
