package dev.tallystick.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.syncjob.JobHttp.Call;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CassetteTest {
    private static final String KEY = "station-key-of-ours";
    private static final URI STATIONS = URI.create("https://stations.example/v1/stations?limit=5");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("cassettes/stations.json");
    }

    private Cassette recording(String answer) {
        return recording(new JobHttp.Answer(
                200,
                Map.of("content-type", List.of("application/json"), "set-cookie", List.of("session=abc")),
                answer));
    }

    private Cassette recording(JobHttp.Answer answer) {
        return new Cassette(file, new Cassette.Surroundings(true, Map.of(), _ -> answer));
    }

    private Cassette playing() {
        return new Cassette(file, new Cassette.Surroundings(false, Map.of("CI", "true"), _ -> {
            throw new AssertionError("nothing goes out");
        }));
    }

    private void record(Cassette cassette, Call... calls) {
        for (var call : calls) {
            cassette.send(call);
        }
        cassette.save();
    }

    private String written() throws IOException {
        return Files.readString(file);
    }

    @Test
    void recordsOverHttpOnceAndPlaysWithoutTheUpstream() throws IOException {
        MemoryRun recorded;
        String address;
        try (var upstream = new Upstream(_ -> """
                {"stations": [{"id": "graz", "title": "Graz", "height": 353.10}], "access_token": "t0"}""")) {
            address = upstream.address();
            var surroundings =
                    new Cassette.Surroundings(true, Map.of("STATIONS_API_KEY", KEY, "CI", "false"), new LiveHttp());
            recorded = MemorySync.of(new StationsJob())
                    .with("base_url", address)
                    .answeredBy(new Cassette(file, surroundings))
                    .run();
            assertThat(upstream.asked).containsExactly("/stations?api_key=" + KEY + " Bearer " + KEY);
        }
        assertThat(written())
                .doesNotContain(KEY, "t0", "of-nobody-else")
                .contains("/stations?api_key=REDACTED", "353.10", "\"authorization\" : \"REDACTED\"", "retry-after");

        var played = MemorySync.of(new StationsJob())
                .with("base_url", address)
                .answeredBy(playing())
                .run();

        assertThat(played.toString()).isEqualTo(recorded.toString()).contains("1 created");
        assertThat(played.table()).isEqualTo(recorded.table());
    }

    @Test
    void takesSecretsOutByTheirNames() throws IOException {
        var form = new Call(
                "POST",
                URI.create("https://user:pass@bank.example/token?app_id=hidden1&page=2"),
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Cookie",
                        "hidden2",
                        "X-Api-Key",
                        "hidden3"),
                "grant_type=refresh_token&refresh_token=hidden4&client%5Fsecret=hidden5");
        var json = Call.post(URI.create("https://bank.example/item"), """
                {"client_id": "ours", "secret": "hidden6", "deep": [{"accessToken": "hidden7"}]}""");
        var cassette = recording("""
                {"access_token": "hidden8", "expires_in": 60, "apikeys": [{"key": "hidden9"}], "pin": "hidden10"}""");
        cassette.redacting("pin").know(List.of("hidden-in-path"));
        record(cassette, form, json, Call.get(URI.create("https://bank.example/hidden-in-path/accounts")));

        assertThat(written())
                .doesNotContain("hidden", "user", "pass@")
                .contains("grant_type=refresh_token", "page=2", "\"ours\"", "\"expires_in\" : 60");
        var again = playing().redacting("pin");
        again.know(List.of("REDACTED"));
        assertThat(again.send(form).body()).contains("\"expires_in\":60");
        assertThat(again.send(json).status()).isEqualTo(200);
    }

    @Test
    void takesAKnownSecretOutInEverySpelling() throws IOException {
        var secret = "p@ss word/of ours";
        var basic = Base64.getEncoder().encodeToString(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var cassette = recording("You said: " + secret + " and " + basic);
        cassette.know(List.of(secret));
        record(
                cassette,
                Call.get(URI.create("https://bank.example/a?q=p%40ss%20word%2Fof%20ours&r=p%40ss+word%2Fof+ours")));
        assertThat(written())
                .doesNotContain("p%40ss", "p@ss", basic.replace("=", ""))
                .contains("q=REDACTED&r=REDACTED");
    }

    @Test
    void isNotWrittenWhileASecretIsLeft() {
        var cassette = recording("{\"next_cursor\": \"aB3dE6gH9jK2mN5pQ8sT1vW4\"}");
        assertThatThrownBy(() -> record(cassette, Call.get(STATIONS)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was not written")
                .hasMessageContaining(
                        "call 1 (GET stations.example) the field 'next_cursor' of the answer holds 24 random")
                .hasMessageContaining("redacting(")
                .hasMessageNotContaining("aB3dE6");
        assertThat(file).doesNotExist();

        cassette.keeping("next_cursor").save();
        assertThat(playing().keeping("next_cursor").send(Call.get(STATIONS)).body())
                .contains("aB3dE6gH9jK2mN5pQ8sT1vW4");
    }

    @Test
    void isNotPlayedWhileASecretIsLeft() throws IOException {
        record(recording("{\"a\": 1}"), Call.get(STATIONS));
        Files.writeString(file, written().replace("limit=5", "limit=5&q=ghp_0123456789abcdefghijABCDEFGHIJ01"));
        assertThatThrownBy(() -> playing().send(Call.get(STATIONS)))
                .hasMessageContaining("is not played")
                .hasMessageContaining("the parameter 'q' holds what looks like a token of GitHub");
    }

    @Test
    void isNotPlayedWhileItHoldsWhatASecretSettingHolds() throws IOException {
        record(recording("{\"a\": \"plain-words\"}"), Call.get(STATIONS));
        var cassette = playing();
        cassette.know(List.of("plain-words"));
        assertThatThrownBy(() -> cassette.send(Call.get(STATIONS)))
                .hasMessageContaining("the value of a secret setting");
    }

    @Test
    void refusesASecretThatIsTooShortToBeFound() {
        assertThatThrownBy(() -> playing().know(List.of("abc"))).hasMessageContaining("shorter than 6");
    }

    @Test
    void failsOnACallThatWasNotRecordedAndNamesTheNearest() {
        record(
                recording("{}"),
                Call.get(URI.create("https://other.example/v1/stations?limit=5")),
                Call.get(STATIONS),
                Call.post(URI.create("https://stations.example/v1/stations"), "{\"a\": 1}"));
        assertThatThrownBy(() -> playing().send(Call.get(URI.create("https://stations.example/v1/stations?limit=6"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("The job called GET https://stations.example/v1/stations?limit=6, which is not")
                .hasMessageContaining("nearest recorded call is GET " + STATIONS + ": the query differs.")
                .hasMessageContaining("-Dtallystick.record=true");
        assertThatThrownBy(() -> playing().send(Call.post(URI.create("https://stations.example/v1/stations"), "{}")))
                .hasMessageContaining("nearest recorded call is POST https://stations.example/v1/stations: the body");
        assertThatThrownBy(() -> playing().send(Call.get(URI.create("https://stations.example/v1/station?limit=5"))))
                .hasMessageContaining("GET " + STATIONS + ": the address differs");
    }

    @Test
    void answersAlikeCallsInTheirOrderAndNoneTwice() {
        var answers = List.of("{\"n\":1}", "{\"n\":2}").iterator();
        var cassette = new Cassette(
                file,
                new Cassette.Surroundings(true, Map.of(), _ -> new JobHttp.Answer(200, Map.of(), answers.next())));
        record(cassette, Call.get(STATIONS), Call.get(STATIONS));
        var playing = playing();
        assertThat(playing.unused()).hasSize(2);
        assertThat(playing.send(Call.get(STATIONS)).body()).isEqualTo("{\"n\":1}");
        assertThat(playing.unused()).containsExactly("GET " + STATIONS);
        assertThat(playing.send(Call.get(STATIONS)).body()).isEqualTo("{\"n\":2}");
        assertThatThrownBy(() -> playing.send(Call.get(STATIONS)))
                .hasMessageContaining("once more than the 2 times it is recorded");
    }

    @Test
    void knowsACallByWhatItSaysNotByItsSpelling() {
        record(
                recording("{}"),
                Call.get(URI.create("https://a.example/x?b=2&a=1")),
                Call.post(URI.create("https://a.example/x"), "{\"b\": [1, 2], \"a\": 1.10}"));
        var playing = playing();
        playing.send(Call.get(URI.create("https://a.example/x?a=1&b=2")).with("X-Trace", "other"));
        playing.send(Call.post(URI.create("https://a.example/x"), "{\"a\":1.10,\"b\":[1,2]}"));
        assertThat(playing.unused()).isEmpty();
    }

    @Test
    void keepsWhatIsNoJsonAsItIs() {
        record(recording("id;title\r\n1;\"Graz\"\n{"), Call.get(STATIONS));
        assertThat(playing().send(Call.get(STATIONS)).body()).isEqualTo("id;title\r\n1;\"Graz\"\n{");
        record(recording("{\"a\": 1, \"a\": 2}"), Call.get(STATIONS));
        assertThat(playing().send(Call.get(STATIONS)).body()).isEqualTo("{\"a\": 1, \"a\": 2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "woodpecker"})
    void refusesToRecordInCi(String ci) {
        var surroundings = new Cassette.Surroundings(true, Map.of("CI", ci), new LiveHttp());
        assertThatThrownBy(() -> new Cassette(file, surroundings))
                .hasMessageContaining("Nothing is recorded in CI")
                .hasMessageContaining("commit the file");
    }

    @Test
    void saysHowToRecordWhatIsNotThere() {
        assertThatThrownBy(() -> playing().send(Call.get(STATIONS)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("There is no cassette " + file)
                .hasMessageContaining("-Dtallystick.record=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"cassette\": 2, \"calls\": []}", "{\"cassette\": 1, \"calls\": [{}]}"})
    void saysWhatIsWrongWithAFileThatIsNone(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThatThrownBy(() -> playing().send(Call.get(STATIONS))).hasMessageContaining(file + " is no cassette");
    }

    @Test
    void needsTheSecretFromTheEnvironmentToRecord() {
        var cassette = new Cassette(file, new Cassette.Surroundings(true, Map.of(), new LiveHttp()));
        var sync = MemorySync.of(new StationsJob())
                .with("base_url", "https://stations.example")
                .answeredBy(cassette);
        assertThatThrownBy(sync::run).hasMessageContaining("environment variable STATIONS_API_KEY");
    }
}
