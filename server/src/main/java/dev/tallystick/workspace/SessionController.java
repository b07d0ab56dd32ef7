package dev.tallystick.workspace;

import dev.tallystick.web.FieldProblems;
import dev.tallystick.workspace.FirstAdmin.Setup;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The doors: sign in, sign out, and the first one ever.
@RestController
@RequestMapping("/api/v1")
@ResponseStatus(HttpStatus.NO_CONTENT)
class SessionController {
    private static final int LONGEST = 1_000;

    private final SignIn signIn;
    private final FirstAdmin firstAdmin;

    SessionController(SignIn signIn, FirstAdmin firstAdmin) {
        this.signIn = signIn;
        this.firstAdmin = firstAdmin;
    }

    record Credentials(@Nullable String email, @Nullable String password) {}

    record Link(@Nullable String token) {}

    @PostMapping("/session")
    void signIn(@RequestBody Credentials given, HttpServletRequest request, HttpServletResponse response) {
        var problems = new FieldProblems();
        String email = problems.text("email", given.email, LONGEST);
        String password = given.password == null ? "" : given.password;
        if (password.isEmpty() || password.length() > LONGEST) {
            problems.add("password", "This is needed.");
        }
        problems.refuse();
        Token session = signIn.withPassword(email, password, request.getRemoteAddr(), before(request));
        SessionCookie.write(request, response, session);
    }

    @PostMapping("/session/link")
    void followLink(@RequestBody Link given, HttpServletRequest request, HttpServletResponse response) {
        String secret = given.token == null ? "" : given.token;
        Token session = signIn.withLink(secret, request.getRemoteAddr(), before(request));
        SessionCookie.write(request, response, session);
    }

    @DeleteMapping("/session")
    void signOut(HttpServletRequest request, HttpServletResponse response) {
        SessionCookie.read(request).ifPresent(signIn::out);
        SessionCookie.clear(request, response);
    }

    @PostMapping("/setup")
    void setUp(@RequestBody Setup setup, HttpServletRequest request, HttpServletResponse response) {
        SessionCookie.write(request, response, firstAdmin.make(setup, request.getRemoteAddr()));
    }

    private static @Nullable Token before(HttpServletRequest request) {
        return SessionCookie.read(request).orElse(null);
    }
}
