package dev.tallystick.egress;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One request to an upstream. Its text names no header value and no query, since both may hold credentials.
///
/// ```java
/// var request = Request.get(URI.create("https://api.example.com/v1/clients?page=2"))
///         .with("Authorization", "Bearer " + token)
///         .within(Limits.STANDARD.deadline(Duration.ofSeconds(30)));
/// Response response = egress.send(request);
/// ```
///
/// @param allowed places on the inside that this request may go to, besides the whole outside; see [AllowList]
@SuppressWarnings("ArrayRecordComponent") // requests are never compared
public record Request(
        Method method, URI uri, Headers headers, byte @Nullable [] body, Limits limits, AllowList allowed) {

    public static Request get(URI uri) {
        return of(Method.GET, uri);
    }

    public static Request of(Method method, URI uri) {
        return new Request(method, uri, Headers.NONE, null, Limits.STANDARD, AllowList.NOTHING);
    }

    public static Request json(Method method, URI uri, String body) {
        return of(method, uri).body("application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    public Request body(String contentType, byte[] bytes) {
        return new Request(method, uri, headers.with("Content-Type", contentType), bytes, limits, allowed);
    }

    public Request with(String header, String value) {
        return new Request(method, uri, headers.with(header, value), body, limits, allowed);
    }

    public Request within(Limits other) {
        return new Request(method, uri, headers, body, other, allowed);
    }

    public Request allowing(AllowList other) {
        return new Request(method, uri, headers, body, limits, other);
    }

    @Override
    public String toString() {
        return method + " " + Redaction.of(uri);
    }
}
