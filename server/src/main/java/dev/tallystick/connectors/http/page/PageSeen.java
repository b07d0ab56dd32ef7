package dev.tallystick.connectors.http.page;

import dev.tallystick.egress.Response;
import java.util.Map;
import java.util.Optional;

/// What is known when the next page is asked for.
///
/// @param body the first decoded value, an empty map when there is none
/// @param emitted how many records were left after filtering
/// @param raw how many there were before
/// @param token of this page, empty for the first
/// @param doubtful to be called where the end was not clearly seen
public record PageSeen(
        Response response,
        Object body,
        int emitted,
        int raw,
        Optional<Map<String, Object>> lastRecord,
        Optional<Object> token,
        Runnable doubtful) {}
