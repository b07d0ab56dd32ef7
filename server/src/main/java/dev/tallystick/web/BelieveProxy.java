package dev.tallystick.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/// Believes `X-Forwarded-For`, `-Proto` and `-Host` from the proxies that were named, and from nobody else: whoever
/// may write them picks the address that sign-in attempts are counted by.
final class BelieveProxy extends OncePerRequestFilter {
    private final List<IpAddressMatcher> trusted;

    BelieveProxy(List<String> trusted) {
        this.trusted = trusted.stream().map(IpAddressMatcher::new).toList();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(isTrusted(request.getRemoteAddr()) ? new Forwarded(request) : request, response);
    }

    private boolean isTrusted(String address) {
        return trusted.stream().anyMatch(range -> matches(range, address));
    }

    private static boolean matches(IpAddressMatcher range, String address) {
        try {
            return range.matches(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private final class Forwarded extends HttpServletRequestWrapper {
        Forwarded(HttpServletRequest request) {
            super(request);
        }

        /// The last address that is not a trusted proxy's: what stands before it, the caller may have made up.
        @Override
        public String getRemoteAddr() {
            String found = super.getRemoteAddr();
            @Nullable String chain = getHeader("X-Forwarded-For");
            if (chain == null) {
                return found;
            }
            for (String hop : List.of(chain.split(",", -1)).reversed()) {
                found = hop.strip();
                if (!isTrusted(found)) {
                    return found;
                }
            }
            return found;
        }

        @Override
        public String getScheme() {
            @Nullable String proto = getHeader("X-Forwarded-Proto");
            return proto == null ? super.getScheme() : proto.equals("https") ? "https" : "http";
        }

        @Override
        public boolean isSecure() {
            return getScheme().equals("https");
        }

        @Override
        public @Nullable String getHeader(String name) {
            @Nullable String forwardedHost = name.equalsIgnoreCase("Host") ? super.getHeader("X-Forwarded-Host") : null;
            return forwardedHost == null ? super.getHeader(name) : forwardedHost;
        }
    }
}
