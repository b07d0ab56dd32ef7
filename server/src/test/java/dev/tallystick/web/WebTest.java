package dev.tallystick.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.workspace.TestServer;
import dev.tallystick.workspace.TestServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebTest {
    private static final Pattern NONCE = Pattern.compile("style-src 'self' 'nonce-([^']+)'");

    @RegisterExtension
    static final TestServer server = new TestServer(
            "tallystick.web.trusted-proxies=127.0.0.1",
            "tallystick.web.allow-insecure=true",
            "tallystick.web.ui=classpath:/test-ui/");

    @Test
    void everyAnswerIsCareful() {
        for (Answer answer : List.of(
                server.send("GET", "/api/v1/me", ""),
                server.send("GET", "/api/v1/nothing", ""),
                server.send("POST", "/api/v1/session", "{"),
                server.send("GET", "/actuator/health", ""),
                server.send("GET", "/runs/7", ""),
                server.send("GET", "/assets/test-only.js", ""),
                server.send("GET", "/assets/missing.js", ""),
                server.send("GET", "/api/v1/events", ""),
                server.send("GET", "/api/v1/embed/status", ""),
                server.send("GET", "/api/v1/embed/events", "", "Origin", "https://elsewhere.example"),
                server.send("OPTIONS", "/api/v1/embed/sync", "", "Origin", "https://elsewhere.example"),
                server.send("GET", "/a%2Fb;x", ""),
                server.send("DELETE", "/", ""),
                server.send("POST", "/api/v1/session", "x".repeat(2_000_000)))) {
            String what = answer.response().request() + " " + answer.status();
            assertThat(answer.header("Content-Security-Policy"))
                    .as(what)
                    .contains("default-src 'none'")
                    .contains("script-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe")
                    .doesNotContain("require-trusted-types-for");
            assertThat(answer.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).as(what).isEqualTo("no-referrer");
            assertThat(answer.header("Cross-Origin-Opener-Policy")).as(what).isEqualTo("same-origin");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).as(what).isEqualTo("same-origin");
            assertThat(answer.header("Permissions-Policy")).as(what).contains("camera=()");
            assertThat(answer.header("Server")).as(what).isEmpty();
            assertThat(answer.header("Strict-Transport-Security")).as(what).isEmpty();
            assertThat(answer.response().headers().allValues("X-Content-Type-Options"))
                    .as(what)
                    .hasSize(1);
        }
        assertThat(server.send("GET", "/api/v1/me", "").header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void underTlsAtTheProxyItSaysSoAndSecuresItsCookies() {
        Answer answer =
                server.send("GET", "/api/v1/me", "", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "tally.example");

        assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=31536000; includeSubDomains");
        assertThat(answer.header("Set-Cookie")).startsWith("XSRF-TOKEN=").contains("Secure");
    }

    @Test
    void errorsAreProblemsWithoutInsides() {
        Answer malformed = json("{\"email\":");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.body()).contains("\"code\":\"malformed_json\"").contains("\"type\":\"about:blank\"");

        Answer unknown = json("{\"email\":\"a@b\",\"password\":\"x\",\"admin\":true}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body())
                .contains("\"code\":\"invalid\"")
                .contains("\"pointer\":\"/admin\"")
                .contains("There is no field 'admin' here.");

        Answer twice = json("{\"email\":\"a@b\",\"email\":\"b@c\",\"password\":\"x\"}");
        assertThat(twice.status()).isEqualTo(400);

        Answer wrongKind = json("{\"email\":{\"x\":1},\"password\":\"x\"}");
        assertThat(wrongKind.body()).contains("\"pointer\":\"/email\"");

        Answer deep = json("{\"email\":" + "[".repeat(200) + "]".repeat(200) + "}");
        assertThat(deep.status()).isEqualTo(400);

        Answer empty = json("{}");
        assertThat(empty.body()).contains("\"pointer\":\"/email\"").contains("\"pointer\":\"/password\"");

        Answer wrongType = send("text/plain", "hello");
        assertThat(wrongType.status()).isEqualTo(415);

        for (Answer answer : List.of(malformed, unknown, twice, wrongKind, deep, empty, wrongType)) {
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.body())
                    .doesNotContain("jackson")
                    .doesNotContain("java.")
                    .doesNotContain("Exception")
                    .doesNotContain("dev.tallystick");
        }
    }

    @Test
    void aBodyTooLargeIsCutOffWhetherItSaysSoOrNot() throws IOException {
        assertThat(json("{\"email\":\"" + "x".repeat(1_100_000) + "\"}").status())
                .isEqualTo(413);

        String csrf = csrf();
        var chunk = "x".repeat(0x1000);
        var request = new StringBuilder(
                "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: XSRF-TOKEN=%s\r\nX-XSRF-TOKEN: %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        .formatted(server.port(), csrf, csrf));
        request.append("2\r\n{\"\r\n");
        for (int part = 0; part < 300; part++) {
            request.append("1000\r\n").append(chunk).append("\r\n");
        }
        request.append("0\r\n\r\n");
        assertThat(raw(request.toString())).startsWith("HTTP/1.1 4");
    }

    @Test
    void traceIsRefusedWithTheSameHeaders() throws IOException {
        String answer = raw("TRACE /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Secret: 1\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 405")
                .contains("Content-Security-Policy")
                .doesNotContain("X-Secret");
    }

    @Test
    void evenAnswersToNonsenseNameNoProduct() throws IOException {
        for (String nonsense : List.of(
                "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /<script> HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            assertThat(raw(nonsense))
                    .as(nonsense)
                    .startsWith("HTTP/1.1 400")
                    .doesNotContainIgnoringCase("tomcat")
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void everyPageIsTheIndexWithANonceOfItsOwn() {
        Answer first = server.send("GET", "/runs/7", "");
        Answer second = server.send("GET", "/", "");

        for (Answer page : List.of(first, second)) {
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(page.body()).contains("content=\"" + nonce(page) + "\"").doesNotContain("__STYLE_NONCE__");
        }
        assertThat(nonce(first)).isNotEqualTo(nonce(second));
        assertThat(server.send("GET", "/", "", "If-Modified-Since", "Wed, 25 Nov 2037 00:00:00 GMT")
                        .status())
                .as("an old page would not fit a new nonce")
                .isEqualTo(200);
    }

    @Test
    void filesAreFilesAndWhatIsMissingIsNotAPage() {
        Answer script = server.send("GET", "/assets/test-only.js", "");
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Content-Type")).contains("javascript");
        assertThat(script.header("Cache-Control")).contains("max-age=31536000").contains("immutable");

        for (String missing :
                List.of("/assets/gone.js", "/gone.png", "/api/v1", "/index.php", "/../application.properties")) {
            Answer answer = server.send("GET", missing, "");
            assertThat(answer.status()).as(missing).isIn(400, 401, 404);
            assertThat(answer.header("Content-Type")).as(missing).startsWith("application/problem+json");
        }
    }

    private static String nonce(Answer page) {
        Matcher nonce = NONCE.matcher(page.header("Content-Security-Policy"));
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }

    private static Answer json(String body) {
        return send("application/json", body);
    }

    private static Answer send(String type, String body) {
        String csrf = csrf();
        return server.send(
                "POST",
                "/api/v1/session",
                body,
                "Content-Type",
                type,
                "Cookie",
                "XSRF-TOKEN=" + csrf,
                "X-XSRF-TOKEN",
                csrf);
    }

    private static String csrf() {
        return server.send("GET", "/api/v1/me", "").header("Set-Cookie").replaceAll("XSRF-TOKEN=([^;]*);.*", "$1");
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The server may hang up on us before we have said everything.
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
