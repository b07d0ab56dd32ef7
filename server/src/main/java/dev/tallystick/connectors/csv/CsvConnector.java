package dev.tallystick.connectors.csv;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.EgressClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.stereotype.Component;

/// Knows CSV files as tables to read from: one file, or one tab of a spreadsheet, is one table.
///
/// ```yaml
/// connections:
///   master:
///     connector: csv
///     settings:
///       url: https://docs.google.com/spreadsheets/d/1AbC/export?format=csv&gid={table}
///       tables: {brands: "0", packages: "1837"}
/// syncs:
///   brands:
///     left: {connection: master, table: brands, key: Code}
/// ```
@Component
public final class CsvConnector implements Connector {
    private static final int PAGE_ROWS = 500;
    private static final Duration STANDARD_TIMEOUT = Duration.ofMinutes(5);

    private final EgressClient egress;
    private final Duration timeout;
    private final @Nullable Path home;
    private final int pageRows;

    /// For whoever only looks at settings.
    public CsvConnector(EgressClient egress) {
        this(egress, STANDARD_TIMEOUT, null, PAGE_ROWS);
    }

    /// @param timeout the most one download may take, from the look-up of the name to the last byte
    /// @param config the file that sets up the syncs; a folder of files stands beside it
    @Autowired
    CsvConnector(
            EgressClient egress,
            @Value("${tallystick.csv.timeout:5m}") @DurationUnit(ChronoUnit.SECONDS) Duration timeout,
            @Value("${tallystick.sync.config:}") String config) {
        this(egress, timeout, home(config), PAGE_ROWS);
    }

    /// @param home where folders of files may be; null where there is no such place
    CsvConnector(EgressClient egress, Duration timeout, @Nullable Path home, int pageRows) {
        this.egress = egress;
        this.timeout = timeout;
        this.home = home;
        this.pageRows = pageRows;
    }

    private static @Nullable Path home(String config) {
        return config.isBlank() ? null : Path.of(config).toAbsolutePath().getParent();
    }

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public Settings settings() {
        return CsvSettings.SETTINGS;
    }

    @Override
    public Settings tableSettings() {
        return TableOptions.SETTINGS;
    }

    /// Nobody can tell which header is a credential.
    @Override
    public Set<String> secretsInside(SettingValues settings) {
        return Set.of("/headers");
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return CsvSettings.faults(settings);
    }

    @Override
    public List<String> validateTable(SettingValues settings, TableRef table) {
        return TableOptions.faults(table);
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        var read = CsvSettings.of(settings);
        Files files = read.folder()
                .<Files>map(folder -> new FolderFiles(folder, Optional.ofNullable(home)))
                .orElseGet(() -> new WebFiles(read, egress, timeout, surroundings));
        return new CsvConnection(files, surroundings, pageRows);
    }
}
