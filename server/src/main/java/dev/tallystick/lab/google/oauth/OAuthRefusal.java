package dev.tallystick.lab.google.oauth;

import dev.tallystick.lab.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/// An error as the token endpoint words it.
final class OAuthRefusal extends RuntimeException {

    private final int code;
    private final String error;
    private final String description;

    OAuthRefusal(int code, String error, String description) {
        super(error, null, false, false);
        this.code = code;
        this.error = error;
        this.description = description;
    }

    Reply reply() {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", description);
        Reply worded = Reply.json(body);
        return new Reply(code, worded.headers(), worded.body());
    }
}
