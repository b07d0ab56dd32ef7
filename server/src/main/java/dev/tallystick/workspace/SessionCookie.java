package dev.tallystick.workspace;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// The cookie that holds a session's token. Under TLS its name has the prefix that makes browsers refuse one that
/// was set by another host or without TLS.
final class SessionCookie {
    private static final String PLAIN = "sid";
    private static final String SECURE = "__Host-sid";

    private SessionCookie() {}

    /// Nothing when there are several: somebody else has set one of them.
    static Optional<Token> read(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        List<String> values = (cookies == null ? Stream.<Cookie>empty() : Arrays.stream(cookies))
                .filter(cookie -> cookie.getName().equals(name(request)))
                .map(Cookie::getValue)
                .toList();
        return values.size() == 1 && Token.hasForm(values.getFirst())
                ? Optional.of(new Token(values.getFirst()))
                : Optional.empty();
    }

    static void write(HttpServletRequest request, HttpServletResponse response, Token token) {
        add(request, response, token.secret(), SessionStore.ABSOLUTE);
    }

    static void clear(HttpServletRequest request, HttpServletResponse response) {
        add(request, response, "", Duration.ZERO);
    }

    private static void add(HttpServletRequest request, HttpServletResponse response, String value, Duration life) {
        ResponseCookie cookie = ResponseCookie.from(name(request), value)
                .path("/")
                .httpOnly(true)
                .sameSite("Lax")
                .secure(request.isSecure())
                .maxAge(life)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    private static String name(HttpServletRequest request) {
        return request.isSecure() ? SECURE : PLAIN;
    }
}
