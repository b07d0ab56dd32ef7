package dev.tallystick.process;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/// What really happened in the destination, seen by the database itself: from [#watch] on, a trigger on each table that
/// appears writes down every row that was inserted, updated or deleted, in the transaction that did it.
record Truth(Path dataDir) {

    /// What to do with a row.
    interface EachRow {
        void row(ResultSet row) throws SQLException;
    }

    void watch() {
        run("""
                create schema if not exists truth;
                grant usage on schema truth to public;
                create table truth.written (id bigint generated always as identity, tab text, key text, op text);
                create function truth.note() returns trigger language plpgsql security definer set search_path = truth as $$
                begin
                    insert into truth.written (tab, key, op)
                    values (tg_table_name, case when tg_op = 'DELETE' then old.external_id else new.external_id end, tg_op);
                    return null;
                end $$;
                create function truth.attach() returns event_trigger language plpgsql as $$
                declare made record;
                begin
                    for made in select * from pg_event_trigger_ddl_commands() where object_type = 'table'
                            and exists (select 1 from pg_attribute where attrelid = objid and attname = 'external_id') loop
                        execute format('create trigger note after insert or update or delete on %s'
                            || ' for each row execute function truth.note()', made.object_identity);
                    end loop;
                end $$;
                create event trigger attach on ddl_command_end when tag in ('CREATE TABLE') execute function truth.attach()
                """);
    }

    void run(String sql) {
        try (var connection = connect("data");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One number of the destination.
    long number(String sql) {
        return number("data", sql);
    }

    /// One number of Tallystick's own database.
    long own(String sql) {
        return number("tallystick", "set search_path to tallystick; " + sql);
    }

    private long number(String database, String sql) {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (var result = statement.getResultSet()) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void each(String sql, EachRow work) {
        try (var connection = connect("data");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                work.row(rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database), "postgres", password("superuser"));
    }

    int port() {
        return Integer.parseInt(read("port"));
    }

    private String read(String file) {
        try {
            return Files.readString(dataDir.resolve("postgres").resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String password(String user) {
        var passwords = new Properties();
        try {
            passwords.load(new StringReader(read("passwords")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return passwords.getProperty(user);
    }

    /// The first line of its pid file.
    long postmaster() {
        return Long.parseLong(read("data/postmaster.pid").lines().findFirst().orElseThrow());
    }

    /// What a Tallystick outside needs to live in this server and to write to it.
    Map<String, String> environment() {
        return Map.of(
                "DATABASE_URL",
                "postgres://tallystick:%s@127.0.0.1:%d/tallystick".formatted(password("tallystick"), port()),
                "TARGET_DATABASE_URL",
                "postgres://data:%s@127.0.0.1:%d/data?sslmode=disable".formatted(password("data"), port()));
    }
}
