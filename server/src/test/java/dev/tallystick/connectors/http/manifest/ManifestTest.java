package dev.tallystick.connectors.http.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTest {

    private static Component stream(String yaml) {
        return Manifest.load(yaml).streams().values().iterator().next();
    }

    @Test
    void letsWhatStandsBesideAReferenceWin() {
        var stream = stream("""
                definitions:
                  base: {type: DeclarativeStream, name: base, primary_key: id}
                streams:
                  - $ref: "#/definitions/base"
                    name: clients
                """);
        assertThat(stream.text("name")).hasValue("clients");
        assertThat(stream.text("primary_key")).hasValue("id");
    }

    @Test
    void followsBareReferencesAndPlacesInLists() {
        var stream = stream("""
                definitions:
                  "a/b": {x: 1}
                  a: {b: {x: 9}, c: [{x: 3}, {x: 4}]}
                streams:
                  - {type: DeclarativeStream, name: s, retriever: "#/definitions/a/b", schema_loader: "#/definitions/a/c/1"}
                """);
        assertThat(stream.child("retriever").orElseThrow().fields()).containsEntry("x", 1L);
        assertThat(stream.child("schema_loader").orElseThrow().fields()).containsEntry("x", 4L);
    }

    @Test
    void handsDefaultTypesAndParametersDown() {
        var stream = stream("""
                streams:
                  - $parameters: {name: clients, path: /clients, unused: 1}
                    retriever:
                      requester:
                        url_base: https://x.example
                        request_parameters: {path: own}
                """);
        assertThat(stream.type()).isEqualTo("DeclarativeStream");
        assertThat(stream.text("name")).hasValue("clients");
        var requester = stream.requiredChild("retriever").requiredChild("requester");
        assertThat(requester.type()).isEqualTo("HttpRequester");
        assertThat(requester.text("path")).hasValue("/clients");
        assertThat(requester.parameters()).containsEntry("unused", 1L);
        assertThat(requester.requiredChild("request_parameters").fields()).isEqualTo(Map.of("path", "own"));
    }

    @Test
    void refusesACircleOfReferences() {
        assertThatThrownBy(() -> Manifest.load("""
                        definitions: {a: "#/definitions/b", b: "#/definitions/a"}
                        streams: ["#/definitions/a"]
                        """))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("circular");
    }

    @Test
    void refusesAReferenceToNothing() {
        assertThatThrownBy(() -> Manifest.load("streams: ['#/definitions/none']"))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("#/definitions/none");
    }

    @Test
    void refusesADocumentThatGrowsWithoutEnd() {
        var yaml = new StringBuilder("definitions:\n  a0: [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            var reference = "'#/definitions/a" + (i - 1) + "'";
            yaml.append("  a%d: [%s]\n".formatted(i, String.join(", ", java.util.Collections.nCopies(10, reference))));
        }
        yaml.append("streams: ['#/definitions/a11']\n");
        assertThatThrownBy(() -> Manifest.load(yaml.toString()))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void refusesYamlThatMakesObjects() {
        assertThatThrownBy(() -> Manifest.load("streams: [!!java.net.URL [http://x.example]]"))
                .isInstanceOf(ManifestException.class);
    }

    @Test
    void findsSecretsAndDefaultsInTheSpec() {
        var manifest = Manifest.load("""
                spec:
                  connection_specification:
                    type: object
                    properties:
                      key: {type: string, airbyte_secret: true}
                      login: {type: object, oneOf: [{properties: {password: {airbyte_secret: true}}}]}
                      page: {type: integer, default: 50}
                streams: []
                """);
        assertThat(manifest.secretFields()).containsExactlyInAnyOrder("key", "login");
        assertThat(manifest.withDefaults(Map.of("key", "k"))).containsEntry("page", 50L);
    }
}
