package dev.tallystick.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Breaks the connection under a file that could not be written to its end. By then its status has long been sent, so
/// this is all that tells the caller; Tomcat does it when something is thrown after that.
final class CutOff extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        if (request.getAttribute(Export.BROKEN) != null && response.isCommitted()) {
            throw new IOException("A file could not be written to its end");
        }
    }
}
