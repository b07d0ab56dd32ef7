package dev.tallystick.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LegacyEnvironmentTest {
    @Test
    void readsEveryVariableOfTheWellnessDocument() {
        var translated = LegacyEnvironment.translate(Map.of(
                "MOCK_API_URL", "https://api.example.com",
                "MOCK_API_KEY", "your_api_key_here",
                "EXTERNAL_API_TIMEOUT", "30",
                "EXTERNAL_API_RETRY_ATTEMPTS", "3",
                "REDIS_URL", "redis://localhost:6379/0",
                "SIDEKIQ_CONCURRENCY", "5",
                "SIDEKIQ_RETRY_INTERVAL", "60",
                "SIDEKIQ_MAX_RETRIES", "3"));

        assertThat(translated.environment())
                .containsEntry("PARTNER_URL", "https://api.example.com")
                .containsEntry("PARTNER_API_KEY", "your_api_key_here");
        assertThat(LegacyEnvironment.properties(translated.environment()))
                .isEqualTo(Map.of(
                        "tallystick.job.workers", "5",
                        "tallystick.http.timeout", "30s",
                        "tallystick.sync.attempts", "3",
                        "tallystick.sync.retry-wait", "60s"));
        assertThat(translated.notices())
                .containsExactly(
                        "MOCK_API_URL is read as PARTNER_URL=https://api.example.com.",
                        "MOCK_API_KEY is read as PARTNER_API_KEY=….",
                        "EXTERNAL_API_TIMEOUT is read as TALLYSTICK_HTTP_TIMEOUT=30s.",
                        "SIDEKIQ_CONCURRENCY is read as TALLYSTICK_WORKERS=5.",
                        "SIDEKIQ_RETRY_INTERVAL is read as TALLYSTICK_RETRY_WAIT=60s.",
                        "SIDEKIQ_MAX_RETRIES is read as TALLYSTICK_ATTEMPTS=3.",
                        "EXTERNAL_API_RETRY_ATTEMPTS is not used, since TALLYSTICK_ATTEMPTS is set.",
                        "REDIS_URL is not used: Tallystick keeps its jobs in PostgreSQL and needs no Redis.");
    }

    @Test
    void letsTheBetterNameWin() {
        var translated = LegacyEnvironment.translate(Map.of("SIDEKIQ_CONCURRENCY", "5", "TALLYSTICK_WORKERS", "9"));

        assertThat(translated.environment()).containsEntry("TALLYSTICK_WORKERS", "9");
        assertThat(translated.notices())
                .containsExactly("SIDEKIQ_CONCURRENCY is not used, since TALLYSTICK_WORKERS is set.");
    }

    @Test
    void saysNothingWhereThereIsNothingOld() {
        assertThat(LegacyEnvironment.translate(Map.of("PATH", "/bin", "MOCK_API_URL", " ")))
                .isEqualTo(new LegacyEnvironment.Translated(
                        Map.of("PATH", "/bin", "MOCK_API_URL", " "), java.util.List.of()));
    }
}
