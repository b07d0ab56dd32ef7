package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// One visit to the page of consent, where the lab's person answers at once.
record Consent(Call call, String redirect) {

    String challenge() {
        return call.query().getOrDefault("code_challenge", "");
    }

    private String state() {
        return call.query().getOrDefault("state", "");
    }

    /// PKCE is not optional, and `state` has a form.
    boolean wellFormed() {
        return call.query().getOrDefault("response_type", "").equals("code")
                && call.query().getOrDefault("code_challenge_method", "").equals("S256")
                && challenge().matches("[A-Za-z0-9_-]{43}")
                && state().matches("[A-Za-z0-9._-]{16,1024}");
    }

    Reply granted(String code) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("code", code);
        answer.put("state", state());
        answer.put("code_challenge", challenge());
        answer.put("code_challenge_method", "S256");
        return back(answer);
    }

    Reply refused(String error, String description) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", error);
        answer.put("error_description", description);
        answer.put("state", state());
        return back(answer);
    }

    private Reply back(Map<String, String> answer) {
        String query = answer.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return Reply.of(302, "text/plain", "")
                .with("Location", redirect + (redirect.contains("?") ? "&" : "?") + query);
    }
}
