package dev.tallystick.workspace;

import dev.tallystick.web.Refusal;
import dev.tallystick.web.WriteProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets pages of other origins ask, for the embedded button only: those that the token's workspace names. A browser
/// asks first whether it may, without the token; then it is enough that some workspace names the origin.
///
/// Comes after who asks was found out. Answers never allow cookies.
final class AnswerOtherOrigins extends OncePerRequestFilter {
    private final EmbedTokens tokens;

    AnswerOtherOrigins(EmbedTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (origin == null) {
            chain.doFilter(request, response);
            return;
        }
        boolean asksFirst = request.getMethod().equals("OPTIONS");
        if (!may(origin.toLowerCase(Locale.ROOT), asksFirst)) {
            WriteProblem.to(
                    response,
                    new Refusal(
                            HttpStatus.FORBIDDEN,
                            "origin_not_allowed",
                            "Pages of " + origin + " may not show this sync. An admin can allow the origin in the"
                                    + " workspace's settings."));
            return;
        }
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if (asksFirst) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type");
            response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        chain.doFilter(request, response);
    }

    /// Who has no token that holds is refused further on, in an answer that their page may read.
    private boolean may(String origin, boolean asksFirst) {
        if (!asksFirst && SecurityContextHolder.getContext().getAuthentication() instanceof SignedIn signedIn) {
            return tokens.mayAsk(signedIn.getPrincipal().workspace(), origin);
        }
        return tokens.mayAskSomewhere(origin);
    }
}
