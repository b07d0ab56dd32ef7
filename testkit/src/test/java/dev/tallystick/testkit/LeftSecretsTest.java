package dev.tallystick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.syncjob.JobHttp;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The secrets here are made up, and put together from parts so that no scanner takes them for real ones.
class LeftSecretsTest {

    private static List<String> left(String text) {
        var asked = new Recording.Asked("GET", URI.create("https://a.example/"), Map.of(), null);
        var body = Recording.print(Recording.JSON.createObjectNode().put("note", text));
        return new LeftSecrets(new Redaction()).of(new Recording(asked, new JobHttp.Answer(200, Map.of(), body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ghp_|16C7e42F292c6912E7710c838347Ae178B4a",
                "AKIA|IOSFODNN7EXAMPLE",
                "AIza|SyA-abcdefghijklmnopqrstuvwxyz01234",
                "xoxb-|1234567890-abcdef",
                "sk_|live_abcdefghijkl",
                "patAbCdEfGhIjKlMn|.0123456789abcdef0123456789abcdef",
                "access-|sandbox-de3ce8ef-33f8-452c-a685-8671031fc0f6",
                "eyJ|hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                "-----BEGIN RSA |PRIVATE KEY-----",
                "Bearer |some-opaque-words",
                "Basic |dXNlcjpwYXNzd29yZA==",
                "4f8a1c|09e27bd36581f0ac94de7b2358",
                "aB3dE6|gH9jK2mN5pQ8sT1vW4",
                "x7Qp2|Lm9_Zr4-Tk8Vb1Nc6Yd3"
            })
    void seesASecret(String text) {
        assertThat(left("so: " + text.replace("|", ""))).as(text).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "de3ce8ef-33f8-452c-a685-8671031fc0f6",
                "recAbCdEfGhIjKlMn",
                "2026-11-26T06:00:00.123456Z",
                "20261126060000000000000000",
                "https://api.frankfurter.dev/v1/2026-01-01..2026-11-26",
                "internationalisationOfEverything2026Edition",
                "THE_QUICK_BROWN_FOX_JUMPS_OVER_13_LAZY_DOGS",
                "Donaudampfschifffahrtsgesellschaftskapitän",
                "AT611904300234573201",
                "Bearer REDACTED",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
            })
    void leavesOrdinaryTextAlone(String text) {
        assertThat(left(text)).as(text).isEmpty();
    }

    @Test
    void looksEverywhere() {
        var secret = "aB3dE6gH9jK2mN5pQ8sT1vW4";
        var asked = new Recording.Asked(
                "POST",
                URI.create("https://a.example/" + secret + "?q=" + secret),
                Map.of("x-odd", secret),
                "{\"deep\": [{\"odd\": \"" + secret + "\"}]}");
        var answer =
                new JobHttp.Answer(200, Map.of("etag", List.of(secret)), "{\"" + secret + "\": [\"" + secret + "\"]}");
        assertThat(new LeftSecrets(new Redaction()).of(new Recording(asked, answer)))
                .extracting(sentence -> sentence.substring(0, sentence.indexOf(" holds")))
                .containsExactly(
                        "the address",
                        "the parameter 'q'",
                        "the header 'x-odd'",
                        "the field 'odd' of the body that was sent",
                        "the header 'etag' of the answer",
                        "a field's name in the answer",
                        "the field '" + secret + "' of the answer");
    }
}
