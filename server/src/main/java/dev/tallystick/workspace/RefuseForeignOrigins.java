package dev.tallystick.workspace;

import dev.tallystick.web.Refusal;
import dev.tallystick.web.WriteProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses requests that change something when the browser says that another site's page made them. A second wall
/// behind the CSRF token, which a neighbour under the same domain might plant.
final class RefuseForeignOrigins extends OncePerRequestFilter {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final @Nullable String publicOrigin;

    RefuseForeignOrigins(@Nullable URI publicUrl) {
        this.publicOrigin = publicUrl == null ? null : publicUrl.getScheme() + "://" + publicUrl.getAuthority();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!SAFE.contains(request.getMethod()) && isForeign(request)) {
            WriteProblem.to(
                    response,
                    new Refusal(HttpStatus.FORBIDDEN, "foreign_origin", "This request came from another site's page."));
            return;
        }
        chain.doFilter(request, response);
    }

    private boolean isForeign(HttpServletRequest request) {
        boolean foreignSite = Optional.ofNullable(request.getHeader("Sec-Fetch-Site"))
                .map(site -> !OWN_SITE.contains(site))
                .orElse(false);
        boolean foreignOrigin = Optional.ofNullable(request.getHeader(HttpHeaders.ORIGIN))
                .map(origin -> !isOwn(request, origin.toLowerCase(Locale.ROOT)))
                .orElse(false);
        return foreignSite || foreignOrigin;
    }

    private boolean isOwn(HttpServletRequest request, String origin) {
        String own = request.getScheme() + "://" + request.getHeader(HttpHeaders.HOST);
        return origin.equals(own.toLowerCase(Locale.ROOT)) || origin.equals(publicOrigin);
    }
}
