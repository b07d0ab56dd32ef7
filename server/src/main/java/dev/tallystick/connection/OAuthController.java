package dev.tallystick.connection;

import dev.tallystick.web.Refusal;
import dev.tallystick.web.WebProperties;
import dev.tallystick.workspace.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Sends a person's browser to a provider and takes it back.
@RestController
class OAuthController {
    /// Without a public address only these are believed: a Host header could name any other.
    private static final Pattern THIS_MACHINE = Pattern.compile("(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::\\d{1,5})?");

    private final ConnectOAuth connect;
    private final WebProperties web;

    OAuthController(ConnectOAuth connect, WebProperties web) {
        this.connect = connect;
        this.web = web;
    }

    /// @param authorizeUrl where the browser goes next; good for 10 minutes, once
    record Begun(URI authorizeUrl) {}

    /// Begins to connect a connection that signs in through a browser.
    @PostMapping("/api/v1/connections/{name}/oauth")
    Begun begin(Identity identity, @PathVariable String name, HttpServletRequest request) {
        return new Begun(connect.begin(identity, name, origin(request)));
    }

    /// Ends the access of a connection. Its syncs then say that somebody must connect it again.
    @DeleteMapping("/api/v1/connections/{name}/oauth")
    ConnectOAuth.Disconnected disconnect(Identity identity, @PathVariable String name) {
        return connect.disconnect(identity, name);
    }

    /// Where the provider sends the browser back to. The answer leads on to the page of the connection at once, so
    /// that the code is in no history.
    @GetMapping(ConnectOAuth.CALLBACK)
    ResponseEntity<Void> callback(
            Identity identity,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String error) {
        var outcome = connect.finish(identity, state, code, error);
        var page = "/connections/" + TokenEndpoint.encoded(outcome.connection()).replace("+", "%20");
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(
                        HttpHeaders.LOCATION,
                        page + (outcome.problem() == null ? "?connected" : "?problem=" + outcome.problem()))
                .build();
    }

    private String origin(HttpServletRequest request) {
        if (web.publicUrl() != null) {
            var url = web.publicUrl().toString();
            return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        }
        @Nullable String host = request.getHeader(HttpHeaders.HOST);
        if (host == null || !THIS_MACHINE.matcher(host).matches()) {
            throw Refusal.conflict(
                    "public_url",
                    "The provider must be told where to send you back to. Let the operator set tallystick.web.public-url to"
                            + " the address that people use, and register it with the provider followed by "
                            + ConnectOAuth.CALLBACK + ".");
        }
        return request.getScheme() + "://" + host;
    }
}
