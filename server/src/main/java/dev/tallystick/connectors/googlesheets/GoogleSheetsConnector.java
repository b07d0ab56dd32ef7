package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.SignIn;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.AllowedPlaces;
import dev.tallystick.egress.EgressClient;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.stereotype.Component;

/// Knows Google Sheets: one connection is a spreadsheet, one table a tab of it.
///
/// ```yaml
/// connections:
///   sales:
///     connector: google-sheets
///     settings:
///       spreadsheet: https://docs.google.com/spreadsheets/d/1AbC/edit
///       client_id: 1234-abc.apps.googleusercontent.com
///       client_secret: ${GOOGLE_CLIENT_SECRET}
/// ```
@Component
public final class GoogleSheetsConnector implements Connector {
    private static final int PAGE_ROWS = 1000;

    private final Wire wire;
    private final Pause pause;
    private final int pageRows;
    private final Duration settleAfter;

    /// @param settleAfter how long a call may still land; Google works on one for up to 180 s
    @Autowired
    public GoogleSheetsConnector(
            EgressClient egress,
            @Value("${tallystick.google-sheets.settle-after:180s}") @DurationUnit(ChronoUnit.SECONDS)
                    Duration settleAfter) {
        this(egress::send, Pause.SLEEP, PAGE_ROWS, settleAfter);
    }

    GoogleSheetsConnector(Wire wire, Pause pause, int pageRows, Duration settleAfter) {
        this.wire = wire;
        this.pause = pause;
        this.pageRows = pageRows;
        this.settleAfter = settleAfter;
    }

    @Override
    public String name() {
        return "google-sheets";
    }

    @Override
    public Settings settings() {
        return SheetsSettings.CONNECTION;
    }

    @Override
    public Settings tableSettings() {
        return TabOptions.SETTINGS;
    }

    @Override
    public boolean rowsHaveIds() {
        return true;
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return SheetsSettings.faults(settings);
    }

    @Override
    public List<String> validateTable(SettingValues settings, TableRef table) {
        return TabOptions.faults(table.options());
    }

    @Override
    public Optional<String> tableIdentity(SettingValues settings, TableRef table) {
        return SheetsSettings.identity(settings).map(spreadsheet -> {
            var options = TabOptions.of(table);
            return "google-sheets/" + spreadsheet + "/"
                    + (options.gid().isPresent() ? "gid=" + options.gid().getAsInt() : options.title());
        });
    }

    @Override
    public Optional<SignIn> signIn(SettingValues settings) {
        return Optional.of(SheetsSettings.of(settings).signIn());
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        var places = AllowedPlaces.of(surroundings);
        Wire allowed = request -> wire.send(request.allowing(places));
        var client = new SheetsClient(allowed, pause, SheetsSettings.of(settings), surroundings);
        return new OpenGoogleSheets(client, pageRows, settleAfter);
    }
}
