package dev.tallystick.syncjob;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one way out for a job: HTTP and HTTPS with a guard against inside addresses, a deadline of 60 s a call, limits
/// of
/// size, and the budget that the job declared.
public interface JobHttp {

    /// Waits for its turn, then makes one call; no redirect is followed and nothing is sent twice.
    ///
    /// @return an answer with any status
    /// @throws dev.tallystick.connector.ConnectorException where there is no answer, or the budget is spent
    Answer send(Call call);

    /// @param method in upper case
    /// @param headers by name
    /// @param body as text; null for none
    record Call(
            String method,
            URI uri,
            Map<String, String> headers,
            @Nullable String body) {
        public Call {
            headers = Map.copyOf(headers);
        }

        public static Call get(URI uri) {
            return new Call("GET", uri, Map.of(), null);
        }

        public static Call post(URI uri, String json) {
            return new Call("POST", uri, Map.of("Content-Type", "application/json"), json);
        }

        public Call with(String header, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Call(method, uri, more, body);
        }

        /// Without the query, the headers and the body: they may hold secrets.
        @Override
        public String toString() {
            return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        }
    }

    /// @param headers by name in lower case
    /// @param body decoded, as UTF-8
    record Answer(int status, Map<String, List<String>> headers, String body) {
        public Answer {
            headers = Map.copyOf(headers);
        }

        public boolean ok() {
            return status >= 200 && status < 300;
        }

        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        /// Without the body: it may hold people's data.
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }
}
