package dev.tallystick.workspace;

import dev.tallystick.web.Refusal;
import dev.tallystick.web.WriteProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses what would put secrets where others can read them: plain HTTP from another machine, and a token in an
/// address, which ends in logs and histories.
final class GuardTheWire extends OncePerRequestFilter {
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9a-fA-F:.%]*:[0-9a-zA-Z:.%]*");

    private final boolean allowInsecure;

    GuardTheWire(boolean allowInsecure) {
        this.allowInsecure = allowInsecure;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (ApiToken.isIn(request.getRequestURI()) || ApiToken.isIn(String.valueOf(request.getQueryString()))) {
            WriteProblem.to(
                    response,
                    new Refusal(
                            HttpStatus.BAD_REQUEST,
                            "token_in_address",
                            "Send an API token in the header Authorization only. This one has been in an address; revoke it."));
            return;
        }
        if (!request.isSecure() && !allowInsecure && !isLoopback(request.getRemoteAddr())) {
            WriteProblem.to(
                    response,
                    new Refusal(
                            HttpStatus.FORBIDDEN,
                            "insecure",
                            "Tallystick answers plain HTTP from this machine only. Use HTTPS, or let the operator set tallystick.web.allow-insecure."));
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean isLoopback(String address) {
        try {
            // Never a name: looking one up would ask the network.
            return NUMERIC.matcher(address).matches()
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }
}
