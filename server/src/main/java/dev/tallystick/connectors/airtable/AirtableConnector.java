package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.SignIn;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.AllowedPlaces;
import dev.tallystick.egress.EgressClient;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.stereotype.Component;

/// Knows Airtable: one connection is one base, and its tables are sides of syncs.
///
/// ```yaml
/// connections:
///   crm:
///     connector: airtable
///     settings: { token: "${AIRTABLE_TOKEN}", base: appX1Y2Z3A4B5C6D7, monthly_calls: 100000 }
/// ```
@Component
public final class AirtableConnector implements Connector {
    private static final String SITE = "https://airtable.com";

    private final Client.Wire wire;
    private final Pause pause;
    private final Timing timing;

    /// @param settleAfter how long a call may still land
    @Autowired
    public AirtableConnector(
            EgressClient egress,
            @Value("${tallystick.airtable.settle-after:60s}") @DurationUnit(ChronoUnit.SECONDS) Duration settleAfter) {
        this(egress::send, Pause.SLEEP, Timing.STANDARD.settleAfter(settleAfter));
    }

    AirtableConnector(Client.Wire wire, Pause pause, Timing timing) {
        this.wire = wire;
        this.pause = pause;
        this.timing = timing;
    }

    @Override
    public String name() {
        return "airtable";
    }

    /// Twice a day: a check is a handful of calls, of which a Free plan has 1,000 a month.
    @Override
    public Duration lookEvery() {
        return Duration.ofHours(12);
    }

    @Override
    public Settings settings() {
        return AirtableSettings.SETTINGS;
    }

    @Override
    public Settings tableSettings() {
        return TableOptions.SETTINGS;
    }

    @Override
    public boolean rowsHaveIds() {
        return true;
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return AirtableSettings.faults(settings);
    }

    @Override
    public List<String> validateTable(SettingValues settings, TableRef table) {
        return TableOptions.faults(table.options());
    }

    /// Another address is another Airtable: the lab has bases of the same ids.
    @Override
    public Optional<String> tableIdentity(SettingValues settings, TableRef table) {
        return settings.optionalText("base")
                .map(String::strip)
                .filter(base -> !base.isEmpty())
                .map(base -> "airtable/"
                        + settings.optionalText("base_url").orElse("").strip().replaceAll("/+$", "") + "/" + base + "/"
                        + table.name().strip());
    }

    /// Source: airtable.com/developers/web/api/oauth-reference.
    @Override
    public Optional<SignIn> signIn(SettingValues settings) {
        if (settings.optionalText("client_id").isEmpty()) {
            return Optional.empty();
        }
        // The lab serves both behind one address; a real proxy of the API does not stand before the sign-in.
        var site = settings.optionalText("base_url")
                .filter(address -> !address.startsWith("https://"))
                .orElse(SITE)
                .replaceAll("/+$", "");
        return Optional.of(new SignIn.OAuth(
                "Airtable",
                URI.create(site + "/oauth2/v1/authorize"),
                URI.create(site + "/oauth2/v1/token"),
                settings.flag("make_tables", false)
                        ? List.of("schema.bases:read", "data.records:read", "data.records:write", "schema.bases:write")
                        : List.of("schema.bases:read", "data.records:read", "data.records:write"),
                true,
                SignIn.ClientSecret.BASIC,
                true,
                Map.of()));
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        var read = AirtableSettings.of(settings);
        var places = AllowedPlaces.of(surroundings);
        var pace = new Pace(read, surroundings);
        var client = new Client(
                read.address(),
                wire.with(request -> request.allowing(places)),
                read.token() == null ? Credential.of(surroundings.tokens()) : Credential.personal(read.token()),
                pace,
                (wait, stopping) -> surroundings.beforeTryingAgain(() -> pause.pass(wait, stopping)),
                timing,
                surroundings.clock(),
                surroundings.stopping());
        return new AirtableConnection(read, new BaseInUse(client, read.base()), pace, timing);
    }
}
