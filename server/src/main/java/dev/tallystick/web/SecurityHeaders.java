package dev.tallystick.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.web.filter.OncePerRequestFilter;

/// Puts the headers that make browsers careful on every answer, errors included, before anything else happens.
final class SecurityHeaders extends OncePerRequestFilter {
    /// Under this name the request holds the nonce that its answer's policy lets style tags have.
    static final String STYLE_NONCE = "dev.tallystick.style-nonce";

    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'%s",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'");
    private static final String NO_FEATURES = String.join(
            ", ", "camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()", "browsing-topics=()");
    private static final int NONCE_BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        put(response, nonceFor(request, path));
        if (UiFiles.isApi(path)) {
            response.setHeader("Cache-Control", "no-store");
        }
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        if (request.getMethod().equals("TRACE")) {
            response.setHeader("Allow", "GET, HEAD, POST, PUT, DELETE");
            WriteProblem.to(response, ProblemAdvice.Refusals.wrongMethod());
            return;
        }
        chain.doFilter(request, response);
    }

    static void put(HttpServletResponse response, String styleSource) {
        response.setHeader("Content-Security-Policy", POLICY.formatted(styleSource));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", NO_FEATURES);
    }

    /// Mantine makes style tags at run time; only the page that the nonce is written into can know it.
    private String nonceFor(HttpServletRequest request, String path) {
        if (UiFiles.isApi(path) || UiFiles.isAsset(path)) {
            return "";
        }
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        request.setAttribute(STYLE_NONCE, nonce);
        return " 'nonce-" + nonce + "'";
    }
}
