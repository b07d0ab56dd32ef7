package dev.tallystick.workspace;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/// Finds out who asks, by one kind of proof; whether they may is decided further on.
final class Recognise extends OncePerRequestFilter {
    private final Function<HttpServletRequest, Optional<Identity>> proof;
    private final RequestAttributeSecurityContextRepository kept;

    Recognise(Function<HttpServletRequest, Optional<Identity>> proof, RequestAttributeSecurityContextRepository kept) {
        this.proof = proof;
        this.kept = kept;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        proof.apply(request).ifPresent(identity -> {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new SignedIn(identity.from(request.getRemoteAddr())));
            SecurityContextHolder.setContext(context);
            // An answer that is continued later, as the event stream is, comes through here no second time.
            kept.saveContext(context, request, response);
        });
        chain.doFilter(request, response);
    }
}
