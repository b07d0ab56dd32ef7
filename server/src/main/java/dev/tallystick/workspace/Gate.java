package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.WriteProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.csrf.CsrfException;

/// Lets a request through or says why not, by the table of [Access]. Who is not signed in learns nothing about what
/// there is.
final class Gate
        implements AuthorizationManager<RequestAuthorizationContext>, AuthenticationEntryPoint, AccessDeniedHandler {
    /// One refused person who keeps trying must not fill the trail.
    private static final Duration RECORDED_ONCE_IN = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final Throttle throttle;
    private final AuditTrail trail;

    Gate(Transactions transactions, Throttle throttle, AuditTrail trail) {
        this.transactions = transactions;
        this.throttle = throttle;
        this.trail = trail;
    }

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> who, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        Optional<Access.Rule> rule = Access.rule(request.getMethod(), request.getRequestURI());
        return new AuthorizationDecision(rule.isPresent() && mayPass(who.get(), rule.get()));
    }

    private static boolean mayPass(@Nullable Authentication who, Access.Rule rule) {
        return rule.word().equals("anybody") || identity(who).filter(rule::lets).isPresent();
    }

    private static Optional<Identity> identity(@Nullable Authentication who) {
        return who instanceof SignedIn signedIn ? Optional.of(signedIn.getPrincipal()) : Optional.empty();
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            WriteProblem.to(
                    response,
                    new Refusal(
                            HttpStatus.UNAUTHORIZED,
                            "token_invalid",
                            "This API token is not valid: mistyped, expired, revoked, or its owner was disabled."));
            return;
        }
        WriteProblem.to(response, new Refusal(HttpStatus.UNAUTHORIZED, "signed_out", "Sign in first."));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        if (e instanceof CsrfException) {
            WriteProblem.to(
                    response,
                    new Refusal(
                            HttpStatus.FORBIDDEN,
                            "csrf",
                            "The header X-XSRF-TOKEN does not hold what the cookie XSRF-TOKEN does. Load the page again."));
            return;
        }
        Optional<Access.Rule> rule = Access.rule(request.getMethod(), request.getRequestURI());
        if (rule.isEmpty()) {
            refuseUnlisted(request, response);
            return;
        }
        identity(SecurityContextHolder.getContext().getAuthentication())
                .ifPresent(identity -> recordDenied(identity, rule.get()));
        WriteProblem.to(
                response,
                new Refusal(
                        HttpStatus.FORBIDDEN,
                        "forbidden",
                        rule.get().owner()
                                ? "Only the owner of this instance may do that."
                                : "Your role in this workspace does not allow that."));
    }

    private static void refuseUnlisted(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Set<String> methods = Access.methods(request.getRequestURI());
        if (methods.isEmpty()) {
            WriteProblem.to(response, Refusal.notFound("There is nothing at this address."));
            return;
        }
        response.setHeader(HttpHeaders.ALLOW, methods.stream().sorted().collect(Collectors.joining(", ")));
        WriteProblem.to(
                response,
                new Refusal(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "method_not_allowed",
                        "This address does not answer to that method."));
    }

    private void recordDenied(Identity identity, Access.Rule rule) {
        String what = rule.method() + " " + rule.path().getPatternString();
        transactions.system(db -> {
            if (throttle.isFirst(db, "denied " + identity.id() + what, RECORDED_ONCE_IN)) {
                trail.record(
                        db,
                        identity,
                        "denied",
                        what,
                        Map.of("role", identity.role().word()));
            }
            return true;
        });
    }
}
