package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.TableRef;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.table.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/// The contract, kept against the lab's Airtable.
class AirtableConnectorTest extends ConnectorContract {
    private static final String BY_ROW_ID = "Its rows have ids of their own, so it is a side of two, and no source.";
    private static final String NO_TARGET = "Airtable gives ids to rows, so rows are not written by those of others.";

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Override
    protected Connector connector() {
        return bench.connector();
    }

    @Override
    protected Map<String, Object> settings() {
        return bench.settings();
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.READ, BY_ROW_ID,
                Ability.INCREMENTAL, BY_ROW_ID,
                Ability.BREAK_WHILE_LISTING, BY_ROW_ID,
                Ability.WRITE, NO_TARGET,
                Ability.CREATE_TABLE, NO_TARGET,
                Ability.REFUSE_A_ROW, NO_TARGET);
    }

    @Override
    protected List<String> secrets() {
        return List.of(AirtableApi.KEY);
    }

    @Override
    protected List<Mistake> mistakes() {
        return List.of(
                new Mistake("token", "keyAbcdefghijklmn", "personal access token"),
                new Mistake("token", "pat with blanks", "blanks"),
                new Mistake("base", " ", "base"),
                new Mistake("monthly_calls", "many", "monthly_calls"),
                new Mistake("client_id", "both", "client_id"),
                new Mistake("base_url", "ftp://api.airtable.com", "base_url"));
    }

    @Override
    protected TableRef readable() {
        throw new UnsupportedOperationException(BY_ROW_ID);
    }

    @Override
    protected Set<String> readableIds() {
        throw new UnsupportedOperationException(BY_ROW_ID);
    }

    @Override
    protected TableRef breaking() {
        throw new UnsupportedOperationException(BY_ROW_ID);
    }

    @Override
    protected TableRef writable() {
        throw new UnsupportedOperationException(NO_TARGET);
    }

    @Override
    protected Map<String, Value> refused() {
        throw new UnsupportedOperationException(NO_TARGET);
    }

    @Override
    protected Map<String, Object> leadingNowhere() {
        var settings = bench.settings();
        settings.put("base_url", "http://127.0.0.1:1");
        return settings;
    }
}
