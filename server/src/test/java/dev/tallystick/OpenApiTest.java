package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The page is built against `ui/openapi.json`; the running server must say the same of itself.
class OpenApiTest {
    private static final Path KEPT = Path.of("../ui/openapi.json");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    @Test
    void thePageIsBuiltAgainstWhatTheServerSays() throws IOException {
        var said = server.get("/v3/api-docs");
        String text = JSON.writeValueAsString(JSON.treeToValue(said, Object.class)) + "\n";
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(KEPT, text);
        }

        assertThat(Files.readString(KEPT))
                .as("run this test with -Dopenapi.write=true, then `npm run api` in ui/")
                .isEqualTo(text);
    }
}
