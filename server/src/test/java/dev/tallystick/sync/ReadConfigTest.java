package dev.tallystick.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connection.Connectors;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Transform;
import dev.tallystick.sync.Sync.Retry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadConfigTest {
    private static final Map<String, String> LIVE =
            Map.of("PARTNER_URL", "https://api.example.com", "PARTNER_API_KEY", "k-123", "HOME_DB", "jdbc");

    private static final String GOOD = """
            version: 1
            connections:
              partner:
                connector: http
                title: Partner API
                allow: ["127.0.0.1:8090"]
                settings: { manifest: partner.yaml, config: { base_url: "${PARTNER_URL:-}", api_key: "${PARTNER_API_KEY}" } }
                rehearsal: lab.partner
              database:
                connector: postgres
                settings: { url: "${TARGET_DATABASE_URL:-embedded}", pool: 4 }
            syncs:
              clients:
                title: Clients
                left: { connection: partner, table: clients }
                right: { connection: database, table: clients, key: external_id }
                fields:
                  - { left: name, right: name, type: text, transforms: [trim], required: true }
                  - { left: status, right: state, type: text, transforms: [{ value_map: { values: { a: b, no: 007 }, otherwise: no } }] }
                on_delete: archive
                archive_mark: { field: gone, value: true }
                schedule: { cron: "0 */6 * * *", zone: Europe/Berlin, missed_run: skip, jitter: 30s }
                freshness: 8h
              appointments:
                left: { connection: partner, table: appointments }
                right: { connection: database, table: appointments, key: external_id }
                fields:
                  - { left: start_time, right: starts_at, type: instant, transforms: [{ parse_time: { zone: Europe/Berlin, date_field: date } }] }
                  - { left: client_id, right: client_external_id, type: text }
                deleted_when: deleted_at
                needs:
                  - { sync: clients, key: client_id, fields: [{ left: client_name, right: name, type: text }] }
                schedule: { every: 2h }
                attempts: 5
                retry: { backoff: polynomial, wait: 30s }
                priority: 20
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void manifest() throws IOException {
        Files.writeString(folder.resolve("partner.yaml"), "streams: []");
    }

    @Test
    void readsAFileInWhichNothingIsWrong() {
        var reading = read(GOOD, LIVE);

        assertThat(reading.problems()).isEmpty();
        var config = Objects.requireNonNull(reading.config());
        var partner = config.connections().getFirst();
        assertThat(partner.settings())
                .isEqualTo(Map.of("manifest", "streams: []", "config", Map.of("base_url", "https://api.example.com")));
        assertThat(partner.secrets()).isEqualTo(Map.of("/config/api_key", "k-123"));
        assertThat(partner.rehearsal()).isFalse();
        assertThat(config.connections().get(1).settings()).isEqualTo(Map.of("url", "embedded", "pool", 4L));

        var clients = config.syncs().getFirst();
        assertThat(clients.definition().policies().leftDeletes()).isEqualTo(DeletePolicy.ARCHIVE);
        assertThat(clients.definition().freshness()).isEqualTo(Duration.ofHours(8));
        assertThat(clients.definition().right().table().options().text("key")).isEqualTo("external_id");
        assertThat(clients.definition().mapping().fields().get(1).transforms())
                .as("YAML 1.1 would read no as false and 007 as 7")
                .containsExactly(new Transform.ValueMap(Map.of("a", "b", "no", "007"), "no"));
        assertThat(clients.schedule())
                .isEqualTo(new Schedule(
                        new Schedule.Timing.Cron("0 */6 * * *"),
                        ZoneId.of("Europe/Berlin"),
                        Schedule.MissedRun.SKIP,
                        Schedule.Dst.ONCE,
                        Duration.ofSeconds(30),
                        false));
        var appointments = config.syncs().get(1);
        assertThat(appointments.definition().retry())
                .isEqualTo(new Retry(5, Sync.Backoff.POLYNOMIAL, Duration.ofSeconds(30)));
        assertThat(appointments.definition().title()).isEqualTo("appointments");
        assertThat(appointments.definition().needs().getFirst().sync()).isEqualTo("clients");
        assertThat(appointments.rehearsal()).isFalse();
    }

    @Test
    void rehearsesWhileNoAddressIsGivenAndMissesNoKeyThen() {
        var reading = read(GOOD, Map.of());

        assertThat(reading.problems()).isEmpty();
        var config = Objects.requireNonNull(reading.config());
        assertThat(config.connections().getFirst().rehearsal()).isTrue();
        assertThat(config.syncs()).allMatch(Config.Entry::rehearsal);
    }

    @Test
    void neverFallsBackToTheLabWhenOnlyTheKeyIsMissing() {
        assertThat(messages(GOOD, Map.of("PARTNER_URL", "https://api.example.com")))
                .containsExactly("t.yaml:7:90: The environment variable PARTNER_API_KEY is not set; set it, or write"
                        + " ${PARTNER_API_KEY:-…} to give a default.");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThat(messages("""
                        version: 1
                        conections: {}
                        connections:
                          partner:
                            connector: htp
                            settings: { }
                          Database:
                            connector: postgres
                            settings: { url: embedded, pol: 4, pool: many, password: hunter2 }
                          lab:
                            connector: http
                            titel: Lab
                            allow: ["partner.internal:443", "8.8.8.8"]
                            settings: { manifest: nowhere.yaml }
                            rehearsal: lab.partnr
                        syncs:
                          all:
                            left: { connection: partner, table: clients }
                            right: { connection: databse, table: clients }
                            fields:
                              - { left: name, right: name, type: txt }
                              - { left: name, right: name, type: text, transforms: [trimm] }
                              - { left: x, type: text, required: maybe }
                            attempts: three
                            attempts: 3
                            schedule: { cron: "0 25 * * *", zone: Europe/Berln }
                            freshness: tomorrow
                            needs:
                              - { sync: client, key: id }
                          clients:
                            left: { connection: lab, table: clients, kee: x }
                            right: { connection: lab, table: clients }
                            fields: []
                            on_delete: archive
                            schedule: { cron: "0 * * * *", every: 2h }
                            deleted_whn: x
                        """, LIVE))
                .containsExactly(
                        "t.yaml:2:1: The file knows no 'conections'; did you mean 'connections'?",
                        "t.yaml:5:16: There is no connector 'htp'; did you mean 'http'?",
                        "t.yaml:7:3: The name of a connection is made of a-z, 0-9, - and _, begins with a letter and has"
                                + " at most 63 characters; 'Database' does not.",
                        "t.yaml:9:32: The connector 'postgres' has no setting 'pol'; did you mean 'pool'?",
                        "t.yaml:9:46: 'pool' of connection 'Database' must be a number.",
                        "t.yaml:9:62: warning: 'password' of connection 'Database' is a secret in the clear; write"
                                + " \"${DATABASE_PASSWORD}\" and put the value into the environment.",
                        "t.yaml:12:5: Connection 'lab' knows no 'titel'; did you mean 'title'?",
                        "t.yaml:13:13: The allowed place 'partner.internal:443' is a name; say where it may lead, as in"
                                + " partner.internal=10.0.0.0/8:443.",
                        "t.yaml:13:37: The allowed place '8.8.8.8' must be written as 127.0.0.1:8090 or"
                                + " name=10.0.0.0/8:443.",
                        "t.yaml:14:27: The file 'nowhere.yaml' cannot be read (there is no such file); a path begins"
                                + " beside this file.",
                        "t.yaml:15:16: There is no rehearsal 'lab.partnr'; did you mean 'lab.partner'?",
                        "t.yaml:15:16: A rehearsal stands in for an address that is not set, and the settings of"
                                + " connection 'lab' hold none (base_url, url, host or address).",
                        "t.yaml:17:3: A sync cannot be called 'all': /sync/all means something else.",
                        "t.yaml:19:26: There is no connection 'databse'; did you mean 'Database'?",
                        "t.yaml:21:42: 'type' of field 1 of sync 'all' cannot be 'txt'; did you mean 'text'?",
                        "t.yaml:22:30: The right field 'name' has two writers in sync 'all'; only one left field can"
                                + " fill it.",
                        "t.yaml:22:61: Field 2 of sync 'all' has an unknown transform 'trimm'; did you mean 'trim'?",
                        "t.yaml:23:9: Field 3 of sync 'all' needs 'right'.",
                        "t.yaml:23:42: 'required' of field 3 of sync 'all' must be true or false, not 'maybe'.",
                        "t.yaml:24:15: 'attempts' of sync 'all' must be a whole number from 1 to 20, not 'three'.",
                        "t.yaml:25:5: The key 'attempts' stands twice in sync 'all'.",
                        "t.yaml:26:23: The cron's hour is '25', and must be 0 to 23, *, a range 1-5, a list 1,3 or a"
                                + " step */2.",
                        "t.yaml:26:43: There is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
                        "t.yaml:27:16: 'freshness' of sync 'all' must be a duration such as 30s, 5m, 2h or 1d, not"
                                + " 'tomorrow'.",
                        "t.yaml:29:17: There is no sync 'client'; did you mean 'clients'?",
                        "t.yaml:31:5: Sync 'clients' needs 'fields'.",
                        "t.yaml:31:46: A table of the connector 'http' knows no 'kee'; there is: connection, table.",
                        "t.yaml:34:16: 'on_delete: archive' of sync 'clients' needs 'archive_mark: { field: …, value: …"
                                + " }', which says how a row is marked.",
                        "t.yaml:35:43: 'schedule' of sync 'clients' has both 'cron' and 'every'; keep one.",
                        "t.yaml:36:5: Sync 'clients' knows no 'deleted_whn'; did you mean 'deleted_when'?");
    }

    @Test
    void saysWhereYamlItselfBreaks() {
        assertThat(messages("version: 1\nsyncs:\n  a: b: c\n", LIVE))
                .containsExactly("t.yaml:3:7: This is not YAML: mapping values are not allowed here.");
        assertThat(messages("", LIVE)).containsExactly("t.yaml: The file is empty.");
        assertThat(messages("- a\n- b\n", LIVE))
                .containsExactly(
                        "t.yaml:1:1: The file must be a list of 'key: value', not a list.",
                        "t.yaml:1:1: The file needs 'version'.");
    }

    @Test
    void refusesTwoSyncsThatWriteOneFieldOfOneTable() {
        var second = GOOD + """
                  clients-again:
                    left: { connection: partner, table: clients }
                    right: { connection: database, table: clients, key: external_id }
                    fields: [{ left: name, right: name, type: text }]
                """;

        assertThat(messages(second, LIVE))
                .containsExactly("t.yaml:40:13: The right field 'name' of table 'clients' has two writers: the syncs"
                        + " 'clients' and 'clients-again'.");
    }

    private static String twoSided(String fields, String more) {
        return """
                version: 1
                connections:
                  partner: { connector: http, settings: { manifest: partner.yaml } }
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  people:
                    left: { connection: partner, table: people }
                    right: { connection: database, table: people, key: id }
                    direction: both
                    match: { left: name, right: name }
                    fields:
                """ + fields.indent(6) + more.indent(2);
    }

    private static String another(String name, String from, String to, String direction) {
        return """
                NAME:
                  left: { connection: FROM }
                  right: { connection: TO }
                  direction: DIRECTION
                  fields:
                    - { left: name, right: name }
                """.replace("NAME", name).replace("FROM", from).replace("TO", to).replace("DIRECTION", direction);
    }

    @Test
    void letsTwoWaySyncsShareAFieldAsATree() {
        assertThat(messages(
                        twoSided(
                                "- { left: name, right: name }",
                                another("more", "partner, table: people", "database, table: more, key: id", "both")
                                        + another(
                                                "others",
                                                "database, table: more",
                                                "database, table: others, key: id",
                                                "both")),
                        LIVE))
                .isEmpty();
    }

    @Test
    void refusesASecondWriterOfAFieldThatOneSyncFillsOneWay() {
        assertThat(messages(
                        twoSided(
                                "- { left: name, right: name }",
                                another(
                                        "copy",
                                        "database, table: more",
                                        "database, table: people, key: id",
                                        "left-to-right")),
                        LIVE))
                .containsExactly(
                        "t.yaml:18:9: The field 'name' of table 'people' has two writers: the sync 'copy' fills"
                                + " it one way, and 'people' writes it too, so they would overwrite each other. Let one of them"
                                + " leave it out, or let both go both ways.");
    }

    @Test
    void refusesSyncsThatFormACircle() {
        assertThat(messages(
                        twoSided(
                                "- { left: name, right: name }",
                                another("more", "database, table: people", "database, table: more, key: id", "both")
                                        + another("back", "database, table: more", "partner, table: people", "both")),
                        LIVE))
                .containsExactly(
                        "t.yaml:24:9: With this field of 'back' the syncs form a circle: 'name' of table 'more'"
                                + " and 'name' of table 'people' are joined already by others, so an edit would go round. Take the"
                                + " field out of one of them.");
    }

    @Test
    void refusesForTwoWayWhatTheFileAloneTellsCannotComeBack() {
        assertThat(messages(twoSided("""
                                - { left: name, right: name, transforms: [lower_case] }
                                - { left: due, right: due, left_type: instant, type: date }
                                - { left: seen, right: seen, left_type: instant, type: date, flow: to-right }
                                """, ""), LIVE))
                .hasSize(2)
                .anySatisfy(message -> assertThat(message)
                        .startsWith("t.yaml:12:9: 'name' cannot come back")
                        .contains("lower_case"))
                .anySatisfy(message -> assertThat(message)
                        .startsWith("t.yaml:13:9: 'due' cannot come back")
                        .contains("date"));
    }

    @Test
    void keepsThatAFieldMakesTheRowsItsLinksMiss() {
        var file = twoSided("""
                - { left: name, right: name }
                - { left: firm, right: firm, create_missing_links: true }
                """, "");
        var config = Objects.requireNonNull(read(file, LIVE).config());

        assertThat(WriteConfig.text(config))
                .contains("- { left: name, right: name }")
                .contains("- { left: firm, right: firm, create_missing_links: true }");
    }

    @Test
    void guessesTheMatchFieldThatWasMeant() {
        assertThat(messages(twoSided("- { left: nmae, right: name }\n- { left: city, right: city }", ""), LIVE))
                .containsExactly(
                        "t.yaml:10:12: 'match' of sync 'people' names 'name' and 'name', which are not a pair in"
                                + " 'fields'; rows find each other by a field that is synced; did you mean 'nmae'?");
    }

    @Test
    void refusesARehearsalThatNamesLiveRows() {
        var mixed = GOOD.replace(
                "left: { connection: partner, table: appointments }",
                "left: { connection: database, table: raw, key: id }");

        assertThat(messages(mixed, Map.of()))
                .containsExactly(
                        "t.yaml:32:17: One of 'appointments' and 'clients' is a rehearsal and the other is not;"
                                + " invented and real rows must not name each other. Set the addresses of both, or of neither.");
    }

    @Test
    void asksTheConnectorAboutItsSettings() {
        assertThat(messages(GOOD.replace("manifest: partner.yaml", "manifest: odd.yaml"), LIVE, "odd.yaml", "odd"))
                .containsExactly("t.yaml:7:15: The manifest is odd.");
    }

    @Test
    void readsReferencesOutOfFilesAndKeepsTheEscapedOne() throws IOException {
        Files.writeString(folder.resolve("key"), "from-a-file\n");
        var reading = read(
                GOOD.replace("${PARTNER_API_KEY}", "${file:key}").replace("${PARTNER_URL:-}", "https://h/$${x}"), LIVE);

        assertThat(reading.problems()).isEmpty();
        var partner = Objects.requireNonNull(reading.config()).connections().getFirst();
        assertThat(partner.secrets()).isEqualTo(Map.of("/config/api_key", "from-a-file"));
        assertThat(partner.settings()).extracting("config").isEqualTo(Map.of("base_url", "https://h/${x}"));
    }

    @Test
    void survivesATreeThatContainsItself() {
        var loop = GOOD.replace("config: {", "config: &c { self: *c,");

        assertThat(messages(loop, LIVE))
                .containsExactly("t.yaml:7:49: This part contains itself, or grows beyond 10,000 values.");
    }

    @Test
    void writesTheCanonicalTextThatReadsBackAsItself() {
        var first = WriteConfig.text(Objects.requireNonNull(read(GOOD, LIVE).config()));
        var second = WriteConfig.text(Objects.requireNonNull(read(first, LIVE).config()));

        assertThat(second).isEqualTo(first);
        assertThat(first).isEqualTo("""
                version: 1

                connections:
                  database:
                    connector: postgres
                    settings: { pool: 4, url: "${TARGET_DATABASE_URL:-embedded}" }
                  partner:
                    connector: http
                    title: Partner API
                    allow: ["127.0.0.1:8090"]
                    settings: { config: { api_key: "${PARTNER_API_KEY}", base_url: "${PARTNER_URL:-}" }, manifest: partner.yaml }
                    rehearsal: lab.partner

                syncs:
                  appointments:
                    left: { connection: partner, table: appointments }
                    right: { connection: database, table: appointments, key: external_id }
                    fields:
                      - left: start_time
                        right: starts_at
                        type: instant
                        transforms:
                          - { parse_time: { zone: Europe/Berlin, date_field: date } }
                      - { left: client_id, right: client_external_id, type: text }
                    deleted_when: deleted_at
                    needs:
                      - { sync: clients, key: client_id, fields: [{ left: client_name, right: name, type: text }] }
                    schedule: { every: 2h }
                    attempts: 5
                    retry: { backoff: polynomial, wait: 30s }
                    priority: 20
                  clients:
                    title: Clients
                    left: { connection: partner, table: clients }
                    right: { connection: database, table: clients, key: external_id }
                    fields:
                      - { left: name, right: name, type: text, transforms: [trim], required: true }
                      - left: status
                        right: state
                        type: text
                        transforms:
                          - { value_map: { values: { a: b, "no": "007" }, otherwise: "no" } }
                    on_delete: archive
                    archive_mark: { field: gone, value: true }
                    schedule: { cron: "0 */6 * * *", zone: Europe/Berlin, missed_run: skip, jitter: 30s }
                    freshness: 8h
                """);
    }

    private List<String> messages(String text, Map<String, String> environment) {
        return read(text, environment).problems().stream()
                .map(ConfigProblem::toString)
                .toList();
    }

    private List<String> messages(String text, Map<String, String> environment, String file, String content) {
        try {
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return messages(text, environment);
    }

    private Config.Reading read(String text, Map<String, String> environment) {
        return new ReadConfig(new Connectors(List.of(HTTP, POSTGRES)), environment, Set.of("partner"), Retry.DEFAULT)
                .text(text, "t.yaml", folder);
    }

    private static final Connector HTTP = new SettingsOnly(
            "http",
            Settings.of(
                    Setting.required("manifest", Kind.FILE, "What the API is like."),
                    Setting.optional("config", Kind.MAP, "What the manifest asks for.")),
            Settings.of());

    private static final Connector POSTGRES = new SettingsOnly(
            "postgres",
            Settings.of(
                    Setting.required("url", Kind.TEXT, "Where it is."),
                    Setting.optional("pool", Kind.NUMBER, "How many connections."),
                    new Setting("password", Kind.TEXT, false, true, "The password.")),
            Settings.of(Setting.optional("key", Kind.TEXT, "The key column.")));

    /// A connector that can only be asked what it wants.
    private record SettingsOnly(String name, Settings settings, Settings tableSettings) implements Connector {
        @Override
        public List<String> validate(SettingValues values) {
            return values.optionalText("manifest").filter("odd"::equals).isPresent()
                    ? List.of("The manifest is odd.")
                    : List.of();
        }

        @Override
        public OpenConnection open(SettingValues values, Surroundings surroundings) {
            throw new AssertionError("Reading a file opens nothing");
        }
    }
}
