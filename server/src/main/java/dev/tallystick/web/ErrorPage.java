package dev.tallystick.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/// Answers for requests that ended outside every controller, such as those the firewall refuses.
@Controller
class ErrorPage implements ErrorController {
    private static final Logger log = LoggerFactory.getLogger(ErrorPage.class);

    @RequestMapping("/error")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.valueOf(number) : HttpStatus.NOT_FOUND;
        WriteProblem.to(response, refusal(request, status));
    }

    private static Refusal refusal(HttpServletRequest request, HttpStatus status) {
        Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        return switch (thrown) {
            case Refusal refusal -> refusal;
            case Throwable fault -> ProblemAdvice.Refusals.ourFault(log, fault);
            case null, default -> ProblemAdvice.Refusals.ofStatus(status);
        };
    }
}
