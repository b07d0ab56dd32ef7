package dev.tallystick.testkit;

import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.syncjob.JobRun;
import dev.tallystick.syncjob.Outcome;
import dev.tallystick.syncjob.SyncJob;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Weather stations: all at first, later what changed, with a key in the header and a second one in the address.
final class StationsJob implements SyncJob {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String name() {
        return "stations";
    }

    @Override
    public Settings settings() {
        return Settings.of(
                Setting.required("base_url", Kind.TEXT, "Where the stations are."),
                Setting.secret("api_key", "The key they gave us."));
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return settings.text("base_url").startsWith("http") ? List.of() : List.of("The 'base_url' is no address.");
    }

    @Override
    public Schema schema() {
        return new Schema(List.of(Field.of("title", FieldType.TEXT), Field.of("height", FieldType.DECIMAL)));
    }

    @Override
    public boolean tellsRemovals() {
        return true;
    }

    @Override
    public Outcome run(JobRun run) {
        var key = run.settings().text("api_key");
        var since = run.checkpoint().map(time -> "&since=" + time).orElse("");
        var call = JobHttp.Call.get(URI.create(run.settings().text("base_url") + "/stations?api_key=" + key + since))
                .with("Authorization", "Bearer " + key);
        var answer = run.http().send(call);
        if (!answer.ok()) {
            throw new IllegalStateException("The stations answered " + answer.status());
        }
        var page = JSON.readTree(answer.body());
        page.path("stations").forEach(station -> handOn(run, station));
        run.log("Fetched " + page.path("stations").size() + " stations");
        var next = run.clock().instant().toString();
        return run.checkpoint().isPresent() ? new Outcome.Changes(next) : new Outcome.Everything(next);
    }

    private static void handOn(JobRun run, JsonNode station) {
        var id = station.path("id").asString();
        if (station.path("closed").asBoolean(false)) {
            run.rows().remove(id);
            return;
        }
        run.rows()
                .put(new Row(
                        id,
                        Map.of(
                                "title", Value.text(station.path("title").asString("")),
                                "height", Value.text(station.path("height").asString("")))));
    }
}
