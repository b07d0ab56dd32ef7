package dev.tallystick.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Answers for requests so odd that Tomcat refuses them before any filter is reached.
final class AnswerForTomcat extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        @Nullable HttpStatus status = HttpStatus.resolve(response.getStatus());
        try {
            SecurityHeaders.put(response.getResponse(), "");
            WriteProblem.to(
                    response.getResponse(),
                    ProblemAdvice.Refusals.ofStatus(status == null ? HttpStatus.BAD_REQUEST : status));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // Whoever asked has left.
        }
    }
}
