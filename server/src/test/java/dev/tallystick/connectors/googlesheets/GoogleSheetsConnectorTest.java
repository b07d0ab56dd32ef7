package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.table.Value;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The contract, kept against the lab's Google.
class GoogleSheetsConnectorTest extends ConnectorContract {
    private static final String ONE_WAY = "A tab is a side of a sync with row ids of its own, and no plain target.";

    private final SheetFixture fixture = new SheetFixture();

    @BeforeEach
    void fill() {
        fixture.filled();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Override
    protected Connector connector() {
        return fixture.connector();
    }

    @Override
    protected Surroundings surroundings(BooleanSupplier stopping) {
        return new Surroundings(
                "1/contract",
                List.of(),
                Clock.systemUTC(),
                stopping,
                Budget.UNLIMITED,
                SheetFixture.token(fixture.lab.google().token()));
    }

    @Override
    protected Map<String, Object> settings() {
        return fixture.settings();
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.WRITE, ONE_WAY,
                Ability.CREATE_TABLE, ONE_WAY,
                Ability.REFUSE_A_ROW, ONE_WAY,
                Ability.INCREMENTAL, "Google Sheets does not say which rows have changed.",
                Ability.BREAK_WHILE_LISTING, "A tab is read in one call, which comes whole or not at all.");
    }

    @Override
    protected List<String> secrets() {
        return List.of("hush-hush");
    }

    @Override
    protected List<Mistake> mistakes() {
        return List.of(
                new Mistake("spreadsheet", "my sheet!", "spreadsheet"),
                new Mistake("service_account", "{}", "service_account"),
                new Mistake("base_url", "ftp://example.org", "base_url"));
    }

    @Override
    protected TableRef readable() {
        return new TableRef(SheetFixture.TAB, new SettingValues(Map.of()));
    }

    @Override
    protected Set<String> readableIds() {
        return Set.of("id-1", "id-2", "id-3", "id-4", "id-5");
    }

    @Override
    protected TableRef breaking() {
        return readable();
    }

    @Override
    protected TableRef writable() {
        return readable();
    }

    @Override
    protected Map<String, Value> refused() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> leadingNowhere() {
        var settings = new HashMap<>(fixture.settings());
        settings.put("base_url", "http://127.0.0.1:1/google");
        return settings;
    }
}
