package dev.tallystick.planted;

import java.net.http.HttpClient;
import java.time.Instant;
import org.junit.jupiter.api.Assertions;

/// Goes out by itself, reads the wall clock, and needs JUnit.
final class TestkitOfTheServer {
    HttpClient client() {
        Assertions.assertTrue(true);
        return HttpClient.newHttpClient();
    }

    Instant now() {
        return Instant.now();
    }
}
