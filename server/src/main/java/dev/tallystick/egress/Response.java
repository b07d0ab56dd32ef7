package dev.tallystick.egress;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A whole answer, its body decoded and within limits. Any status is an answer, also 3xx, which is never followed.
///
/// @param uri what was asked, for relative links
@SuppressWarnings("ArrayRecordComponent") // responses are never compared
public record Response(URI uri, int status, Headers headers, byte[] body) {

    /// What is known before the body is read.
    public record Head(URI uri, int status, Headers headers) {}

    public boolean ok() {
        return status >= 200 && status < 300;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// The media type in lower case without parameters, or "" where the answer names none.
    public String mediaType() {
        return headers.first("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /// Without the body: it may hold people's data.
    @Override
    public String toString() {
        return status + " from " + Redaction.of(uri) + ", " + body.length + " bytes";
    }
}
