package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.table.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The contract, kept against the lab's Airtable.
class AirtableConnectorTest extends ConnectorContract {
    private static final String WHOLE =
            "Which fields are mapped is not known, so no field is trusted to tell what changed.";
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
    protected Surroundings surroundings(BooleanSupplier stopping) {
        return new Surroundings("1/contract", List.of(), bench.clock, stopping, bench.budget, AccessTokens.NONE);
    }

    @BeforeEach
    void fill() {
        var _ = readableIds();
    }

    @Override
    protected Map<String, Object> settings() {
        return bench.settings();
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.INCREMENTAL, WHOLE,
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
        return new TableRef("Clients", new SettingValues(Map.of()));
    }

    @Override
    protected Set<String> readableIds() {
        if (bench.clients().records().isEmpty()) {
            bench.add(130);
        }
        return Set.copyOf(bench.clients().records());
    }

    @Override
    protected TableRef breaking() {
        var _ = readableIds();
        bench.lab
                .faults()
                .add(Fault.of(Fault.Kind.TRUNCATED_JSON, "GET " + bench.path("Clients"))
                        .after(1)
                        .times(Fault.FOREVER));
        return readable();
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
