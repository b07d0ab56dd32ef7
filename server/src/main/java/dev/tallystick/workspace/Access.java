package dev.tallystick.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/// Who may call what, all in one place. What is not listed is denied to everybody, so an endpoint that was forgotten
/// here is a dead one, not an open one; a test finds it.
final class Access {
    /// @param least the role that is needed; null where nobody needs to sign in
    record Rule(String method, PathPattern path, @Nullable Role least) {}

    private static final List<Rule> RULES = new Table()
            .anybody("POST", "/api/v1/session", "/api/v1/session/link", "/api/v1/setup")
            .anybody("DELETE", "/api/v1/session")
            .anybody("GET", "/actuator/health", "/actuator/health/**")
            .from(Role.VIEWER, "GET", "/api/v1/me")
            .from(Role.VIEWER, "GET", "/api/v1/syncs", "/api/v1/syncs/{name}")
            .from(Role.VIEWER, "GET", "/api/v1/syncs/{name}/forecast")
            .from(Role.VIEWER, "GET", "/api/v1/runs", "/api/v1/runs/{id}")
            .from(Role.VIEWER, "GET", "/api/v1/runs/{id}/changes", "/api/v1/runs/{id}/failures")
            .from(Role.VIEWER, "GET", "/api/v1/changes")
            .from(Role.VIEWER, "POST", "/api/v1/runs/{id}/acknowledge")
            .from(Role.VIEWER, "GET", "/api/v1/conflicts", "/api/v1/conflicts/{id}")
            .from(Role.OPERATOR, "POST", "/api/v1/conflicts/{id}/resolve", "/api/v1/conflicts/resolve")
            .from(Role.OPERATOR, "POST", "/api/v1/runs/{id}/first-match", "/api/v1/changes/{id}/settle")
            .from(Role.VIEWER, "GET", "/api/v1/rows")
            .from(Role.OPERATOR, "POST", "/api/v1/rows/pause", "/api/v1/rows/resume")
            .from(Role.OPERATOR, "POST", "/api/v1/runs/{id}/cancel", "/api/v1/runs/{id}/approve")
            .from(Role.OPERATOR, "POST", "/api/v1/runs/{id}/undo")
            .from(Role.OPERATOR, "POST", "/api/v1/syncs/{name}/plan")
            .from(Role.OPERATOR, "POST", "/api/v1/syncs/{name}/pause", "/api/v1/syncs/{name}/resume")
            .from(Role.OPERATOR, "POST", "/api/v1/sync/{name}")
            .from(Role.VIEWER, "GET", "/api/v1/sync/status")
            .from(Role.VIEWER, "GET", "/api/v1/groups", "/api/v1/groups/{name}")
            .from(Role.OPERATOR, "POST", "/api/v1/groups/{name}/sync")
            .from(Role.OPERATOR, "PUT", "/api/v1/syncs/{name}/sync-data-master")
            .from(Role.OPERATOR, "PUT", "/api/v1/groups/{name}/sync-data-master")
            .from(Role.VIEWER, "GET", "/api/v1/syncs/{name}/sync-status", "/api/v1/groups/{name}/sync-status")
            .from(Role.VIEWER, "GET", "/api/v1/connections", "/api/v1/connections/{name}")
            .from(Role.ADMIN, "POST", "/api/v1/connections", "/api/v1/connections/{name}/test")
            .from(Role.ADMIN, "PUT", "/api/v1/connections/{name}")
            .from(Role.ADMIN, "GET", "/api/v1/connections/{name}/tables")
            .from(Role.ADMIN, "GET", "/api/v1/connections/{name}/tables/{table}/fields")
            .from(Role.ADMIN, "POST", "/api/v1/mappings/propose")
            .from(Role.ADMIN, "POST", "/api/v1/connections/{name}/oauth")
            .from(Role.ADMIN, "GET", "/api/v1/oauth/callback")
            .from(Role.VIEWER, "GET", "/api/v1/schedules", "/api/v1/schedules/{sync}")
            .from(Role.ADMIN, "POST", "/api/v1/schedules/{sync}")
            .from(Role.ADMIN, "PUT", "/api/v1/schedules/{sync}")
            .from(Role.VIEWER, "GET", "/api/v1/config", "/api/v1/config/export")
            .from(Role.ADMIN, "POST", "/api/v1/config/apply")
            .from(Role.ADMIN, "GET", "/api/v1/audit/verification")
            .from(Role.VIEWER, "GET", "/api/v1/events")
            .from(Role.VIEWER, "GET", "/v3/api-docs", "/v3/api-docs.yaml")
            .rules;

    private Access() {}

    static List<Rule> rules() {
        return RULES;
    }

    /// HEAD is a GET whose answer nobody reads.
    static Optional<Rule> rule(String method, String path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        return matching(path).stream().filter(rule -> rule.method.equals(asked)).findFirst();
    }

    static Set<String> methods(String path) {
        return matching(path).stream().map(Rule::method).collect(Collectors.toSet());
    }

    private static List<Rule> matching(String path) {
        PathContainer container = PathContainer.parsePath(path);
        return RULES.stream().filter(rule -> rule.path.matches(container)).toList();
    }

    private static final class Table {
        private final List<Rule> rules = new ArrayList<>();

        Table anybody(String method, String... paths) {
            return add(method, null, paths);
        }

        Table from(Role least, String method, String... paths) {
            return add(method, least, paths);
        }

        private Table add(String method, @Nullable Role least, String... paths) {
            for (String path : paths) {
                rules.add(new Rule(method, PathPatternParser.defaultInstance.parse(path), least));
            }
            return this;
        }
    }
}
