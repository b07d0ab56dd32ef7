package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.TestServer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// Who may call what: the file `access.txt` says it once more, for every endpoint there is, and the running server is
/// asked by every kind of caller.
class AccessTest {
    @RegisterExtension
    static final TestServer server = TestServer.withNothingButTheGate();

    private static final List<String> OPEN =
            List.of("/session/link", "/session", "/setup", "/invitations/look", "/invitations/accept", "/v1/password");
    private static final Map<String, String> CALLERS = new LinkedHashMap<>();

    @BeforeAll
    static void callers() {
        for (Role role : Role.values()) {
            PersonId person = server.person(role.word() + "@example.org", role);
            CALLERS.put(role.word(), server.token(person, Scope.ADMIN));
        }
        PersonId admin = server.person("second@example.org", Role.ADMIN);
        CALLERS.put("admin, token(read)", server.token(admin, Scope.READ));
        CALLERS.put("admin, token(run)", server.token(admin, Scope.RUN));
        CALLERS.put("admin, token(owner)", server.token(admin, Scope.OWNER));
        PersonId owner = server.person("owner@example.org", Role.VIEWER);
        server.database().asOwner("update person set instance_owner = true where id = " + owner.value());
        CALLERS.put("owner who is viewer, token(owner)", server.token(owner, Scope.OWNER));
        CALLERS.put("owner who is viewer, token(admin)", server.token(owner, Scope.ADMIN));
        PersonId elsewhere = server.person("elsewhere@example.org", Role.VIEWER);
        WorkspaceId other = server.workspace("other");
        server.member(other, elsewhere, Role.ADMIN);
        CALLERS.put("admin of another workspace", server.token(other, elsewhere, Scope.ADMIN));
        PersonId gone = server.person("gone@example.org", Role.ADMIN);
        CALLERS.put("disabled in this workspace", server.token(gone, Scope.ADMIN));
        server.database().asOwner("update membership set disabled_at = now() where person_id = " + gone.value());
        String expired = server.bean(ApiTokens.class)
                .make(Actor.TALLYSTICK, server.main(), admin, "old", Scope.ADMIN, Duration.ofSeconds(1));
        server.clock.pass(Duration.ofSeconds(2));
        CALLERS.put("expired", expired);
        CALLERS.put("embed", embedToken(admin));
        PersonId disabled = server.person("disabled@example.org", Role.ADMIN);
        CALLERS.put("disabled", server.token(disabled, Scope.ADMIN));
        server.bean(People.class).disable(Actor.TALLYSTICK, disabled);
    }

    /// A pass for one sync, minted by an admin.
    private static String embedToken(PersonId admin) {
        server.database().asOwner("""
                insert into sync (id, workspace_id, name, title, definition, mapping_fingerprint, created_at, updated_at)
                overriding system value
                select 7, %d, 'brands', 'Brands', '{}', '', now(), now()""".formatted(server.main().value()));
        var by = new Identity(admin, "Admin", server.main(), Role.ADMIN, Identity.Kind.SESSION, "7");
        return server.bean(EmbedTokens.class).mint(by, 7, "brands", null).text();
    }

    @Test
    void theTableIsTheFile() {
        assertThat(Access.rules().stream()
                        .map(rule ->
                                "%s %s %s".formatted(rule.method(), rule.path().getPatternString(), rule.word())))
                .containsExactlyInAnyOrderElementsOf(file());
    }

    @Test
    void everyEndpointOfOursIsListed() {
        Set<String> endpoints = controllers("dev.tallystick");

        assertThat(endpoints).contains("GET /api/v1/me", "POST /api/v1/session");
        assertThat(unlisted(endpoints)).isEmpty();
    }

    @Test
    void everyEndpointOfThePartsWeUseIsListed() {
        var endpoints = new TreeSet<String>();
        server.context()
                .getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()
                .forEach(
                        mapping -> mapping.getHandlerMethods().keySet().forEach(info -> endpoints.addAll(names(info))));

        assertThat(endpoints).contains("GET /actuator/health", "GET /v3/api-docs");
        assertThat(unlisted(endpoints)).isEmpty();
    }

    @Test
    void aForgottenEndpointIsFound() {
        assertThat(unlisted(Set.of("GET /api/v1/me", "POST /api/v1/me", "GET /api/v1/forgotten")))
                .containsExactlyInAnyOrder("POST /api/v1/me", "GET /api/v1/forgotten");
    }

    @Test
    void everyCallerGetsWhatTheFileSaysAtEveryEndpoint() {
        var wrong = new ArrayList<String>();
        for (String line : file()) {
            String[] words = line.split(" ");
            String path = words[1].replaceAll("\\{[^}]*}", "7").replace("/**", "/liveness");
            CALLERS.forEach((caller, token) -> {
                if (words[2].equals("anybody")) {
                    return;
                }
                int expected = expected(caller, words[2]);
                Answer answer = server.send(words[0], path, "", "Authorization", "Bearer " + token);
                boolean passed = answer.status() == 200 || answer.status() == 299;
                if (expected == 200 ? !passed : answer.status() != expected) {
                    wrong.add("%s by %s: %d".formatted(line, caller, answer.status()));
                }
            });
            int anonymous = anonymous(words[0], path);
            if (words[2].equals("anybody") == (anonymous == 401)) {
                wrong.add("%s by anonymous: %d".formatted(line, anonymous));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// As a browser that is not signed in.
    private static int anonymous(String method, String path) {
        if (OPEN.stream().anyMatch(path::endsWith)) {
            // These answer 401 of their own accord; without a body they get no further than 400.
            return server.browser()
                    .request(method, path, method.equals("POST") ? "{\"no\":1}" : "")
                    .status();
        }
        return server.browser().request(method, path, "").status();
    }

    private static int expected(String caller, String least) {
        boolean owners = least.equals("owner");
        if (least.equals("embed") || caller.equals("embed")) {
            return least.equals(caller) ? 200 : 401;
        }
        return switch (caller) {
            case "expired", "disabled", "disabled in this workspace" -> 401;
            case "admin, token(read)" -> least.equals("viewer") ? 200 : 403;
            case "admin, token(run)" -> owners || least.equals("admin") ? 403 : 200;
            // What the token could do its owner cannot.
            case "admin, token(owner)", "admin of another workspace" -> owners ? 403 : 200;
            case "owner who is viewer, token(owner)" -> owners || least.equals("viewer") ? 200 : 403;
            // What its owner can do the token cannot.
            case "owner who is viewer, token(admin)" -> least.equals("viewer") ? 200 : 403;
            default -> !owners && Role.of(caller).covers(Role.of(least)) ? 200 : 403;
        };
    }

    @Test
    void whatIsNotListedIsDeniedToEverybody() {
        assertThat(server.send("GET", "/api/v1/unlisted", "").status()).isEqualTo(401);
        for (String path :
                List.of("/api/v1/unlisted", "/api/v1/runs/7/secret", "/actuator/env", "/api/v2/me", "/v3/x")) {
            Answer answer = asAdmin("GET", path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
        Answer wrongMethod = asAdmin("DELETE", "/api/v1/runs/7");
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.header("Allow")).isEqualTo("GET");
    }

    @Test
    void anOddSpellingOfAnAddressOpensNothing() {
        for (String path : List.of(
                "/api/v1/connections/",
                "/API/v1/connections",
                "/api//v1/connections",
                "/api/v1/%63onnections/x/../y")) {
            assertThat(server.send("PUT", path, "{}", "Authorization", "Bearer " + CALLERS.get("viewer"))
                            .status())
                    .as(path)
                    .isIn(400, 403, 404, 405);
        }
    }

    @Test
    void aDenialIsInTheTrailOnce() {
        server.send("POST", "/api/v1/sync/all", "", "Authorization", "Bearer " + CALLERS.get("viewer"));
        server.send("POST", "/api/v1/sync/all", "", "Authorization", "Bearer " + CALLERS.get("viewer"));

        long entries = server.database()
                .transactions()
                .system(db -> db.sql(
                                "select count(*) from audit where action = 'denied' and subject = 'POST /api/v1/sync/{name}' and actor like 'Person viewer@%'")
                        .query(Long.class)
                        .single());
        assertThat(entries).isEqualTo(1);
        assertThat(server.bean(AuditTrail.class).verify(server.main()).sentence())
                .isEmpty();
    }

    @Test
    void healthTellsAStrangerNoDetail() {
        Answer stranger = server.send("GET", "/actuator/health", "");
        assertThat(stranger.status()).isEqualTo(200);
        assertThat(stranger.body()).contains("UP").doesNotContain("db").doesNotContain("components");
        assertThat(asAdmin("GET", "/actuator/health").body()).contains("\"db\"");
    }

    private static Answer asAdmin(String method, String path) {
        return server.send(method, path, "", "Authorization", "Bearer " + CALLERS.get("admin"));
    }

    private static List<String> file() {
        try (var lines = AccessTest.class.getResourceAsStream("access.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.trim().replaceAll(" +", " "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> unlisted(Set<String> endpoints) {
        Set<String> listed = new TreeSet<>();
        Access.rules()
                .forEach(rule -> listed.add(rule.method() + " " + rule.path().getPatternString()));
        return endpoints.stream()
                .filter(endpoint -> !listed.contains(endpoint))
                .filter(endpoint -> !endpoint.endsWith(" /error"))
                .toList();
    }

    /// Of all our controllers, also those that this server does not run.
    private static Set<String> controllers(String root) {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        scanner.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
        var found = new TreeSet<String>();
        for (BeanDefinition candidate : scanner.findCandidateComponents(root)) {
            try {
                Class<?> type = Class.forName(candidate.getBeanClassName());
                List<String> prefixes = paths(AnnotatedElementUtils.findMergedAnnotation(type, RequestMapping.class));
                Arrays.stream(type.getDeclaredMethods())
                        .map(method -> AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class))
                        .filter(mapping -> mapping != null)
                        .forEach(mapping -> found.addAll(names(prefixes, mapping)));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        return found;
    }

    private static List<String> paths(RequestMapping mapping) {
        return mapping == null || mapping.path().length == 0 ? List.of("") : List.of(mapping.path());
    }

    private static List<String> names(List<String> prefixes, RequestMapping mapping) {
        Stream<String> methods = mapping.method().length == 0
                ? Stream.of("ANY")
                : Arrays.stream(mapping.method()).map(Enum::name);
        return methods.flatMap(method -> prefixes.stream()
                        .flatMap(prefix -> paths(mapping).stream().map(path -> method + " " + prefix + path)))
                .toList();
    }

    private static List<String> names(RequestMappingInfo info) {
        Set<String> methods = new TreeSet<>();
        info.getMethodsCondition().getMethods().forEach(method -> methods.add(method.name()));
        return (methods.isEmpty() ? Set.of("ANY") : methods)
                .stream()
                        .flatMap(method -> info.getPatternValues().stream().map(path -> method + " " + path))
                        .toList();
    }
}
