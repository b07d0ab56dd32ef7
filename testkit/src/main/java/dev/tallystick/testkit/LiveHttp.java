package dev.tallystick.testkit;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.syncjob.JobHttp;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Calls that really go out, while a cassette is recorded. As in the server no redirect is followed and a call ends
/// after 60 s; unlike there it may reach the developer's own machine.
final class LiveHttp implements JobHttp {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Override
    public Answer send(Call call) {
        var request = HttpRequest.newBuilder(call.uri()).timeout(DEADLINE);
        call.headers().forEach(request::header);
        request.method(
                call.method(),
                call.body() == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(call.body()));
        try (var client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(DEADLINE)
                .build()) {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            Map<String, List<String>> headers = new LinkedHashMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            return new Answer(response.statusCode(), headers, response.body());
        } catch (IOException noAnswer) {
            throw new ConnectorException(
                    Problem.UNAVAILABLE,
                    call + " brought no answer: " + noAnswer.getClass().getSimpleName() + ".",
                    noAnswer);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ConnectorException(Problem.UNAVAILABLE, call + " was interrupted.", stopped);
        }
    }
}
