package dev.tallystick.host;

import dev.tallystick.connector.Budget;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The lab's clients, fetched as a developer would: all at first, later what changed.
public final class ClientsJob implements SyncJob {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String name() {
        return "clients-job";
    }

    @Override
    public Settings settings() {
        return Settings.of(
                Setting.required("base_url", Kind.TEXT, "Where the partner is."),
                Setting.secret("api_key", "The key that the partner gave us."));
    }

    @Override
    public Schema schema() {
        return new Schema(List.of(Field.of("name", FieldType.TEXT), Field.of("city", FieldType.TEXT)));
    }

    @Override
    public List<String> validate(SettingValues settings) {
        return settings.optionalText("base_url").filter(url -> !url.startsWith("http")).stream()
                .map(_ -> "The 'base_url' must begin with http:// or https://.")
                .toList();
    }

    @Override
    public Optional<Budget.Limit> limit(SettingValues settings) {
        return Optional.of(Budget.Limit.of("clients-job", "the partner", Budget.Rate.perSecond(50)));
    }

    @Override
    public Outcome run(JobRun run) {
        var began = run.clock().instant();
        var query = "limit=50"
                + run.checkpoint().map(since -> "&updated_since=" + since).orElse("");
        var cursor = Optional.<String>empty();
        do {
            var page = page(run, query + cursor.map(at -> "&cursor=" + at).orElse(""));
            for (var client : page.path("data")) {
                run.rows()
                        .put(new Row(
                                client.path("id").asString(),
                                Map.of(
                                        "name",
                                                Value.text(
                                                        client.path("last_name").asString("")),
                                        "city", Value.text(client.path("city").asString(""))),
                                null));
            }
            cursor = Optional.ofNullable(page.path("next_cursor").asString(null));
        } while (cursor.isPresent());
        run.log("Fetched the clients since " + run.checkpoint().orElse("ever"));
        var next = Instant.ofEpochSecond(began.getEpochSecond()).toString();
        return run.checkpoint().isPresent() ? new Outcome.Changes(next) : new Outcome.Everything(next);
    }

    private static JsonNode page(JobRun run, String query) {
        var uri = URI.create(run.settings().text("base_url") + "/v1/clients?" + query);
        var answer = run.http()
                .send(JobHttp.Call.get(uri).with("X-Api-Key", run.settings().text("api_key")));
        if (!answer.ok()) {
            throw new IllegalStateException("The partner answered " + answer.status());
        }
        return JSON.readTree(answer.body());
    }
}
