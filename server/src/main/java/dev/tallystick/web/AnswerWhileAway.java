package dev.tallystick.web;

import dev.tallystick.storage.DatabaseUnavailable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/// Says 503 also where the database is missed before any controller is reached, as at the gate; Tomcat would answer
/// 500 and write a stack trace for each request.
final class AnswerWhileAway extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(AnswerWhileAway.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (DatabaseUnavailable away) {
            WriteProblem.to(response, ProblemAdvice.Refusals.databaseGone(log, away));
        }
    }
}
