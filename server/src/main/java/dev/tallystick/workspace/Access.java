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
    /// @param owner whether it takes the owner of the instance, whatever their role in this workspace
    /// @param embed whether it is for a pass to one sync, and for nothing else
    record Rule(String method, PathPattern path, @Nullable Role least, boolean owner, boolean embed) {
        boolean lets(Identity identity) {
            if (embed != (identity.kind() == Identity.Kind.EMBED)) {
                return false;
            }
            return owner ? identity.owner() : least == null || identity.role().covers(least);
        }

        /// Whom it lets through, in one word.
        String word() {
            if (owner) {
                return "owner";
            }
            if (embed) {
                return "embed";
            }
            return least == null ? "anybody" : least.word();
        }
    }

    private static final List<Rule> RULES = new Table()
            .anybody("POST", "/api/v1/session", "/api/v1/session/link", "/api/v1/setup")
            .anybody("DELETE", "/api/v1/session")
            .anybody("GET", "/actuator/health", "/actuator/health/**")
            .from(Role.VIEWER, "GET", "/api/v1/me")
            .from(Role.VIEWER, "GET", "/api/v1/syncs", "/api/v1/syncs/{name}")
            .from(Role.VIEWER, "GET", "/api/v1/syncs/{name}/forecast")
            .from(Role.VIEWER, "GET", "/api/v1/syncs/{name}/definition", "/api/v1/connectors")
            .from(Role.VIEWER, "GET", "/api/v1/syncs/{name}/versions", "/api/v1/syncs/{name}/versions/{number}")
            .from(Role.ADMIN, "POST", "/api/v1/syncs/{name}/versions/{number}/restore")
            .from(Role.ADMIN, "POST", "/api/v1/syncs")
            .from(Role.ADMIN, "PUT", "/api/v1/syncs/{name}/definition")
            .from(Role.ADMIN, "DELETE", "/api/v1/syncs/{name}")
            .from(Role.VIEWER, "GET", "/api/v1/runs", "/api/v1/runs/{id}")
            .from(Role.VIEWER, "GET", "/api/v1/runs/{id}/changes", "/api/v1/runs/{id}/failures")
            .from(Role.VIEWER, "GET", "/api/v1/runs/{id}/anatomy", "/api/v1/runs/{id}/log")
            .from(Role.VIEWER, "GET", "/api/v1/runs/{id}/log/export")
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
            .from(Role.OPERATOR, "POST", "/api/v1/syncs/pause", "/api/v1/syncs/resume", "/api/v1/syncs/run")
            .from(Role.VIEWER, "GET", "/api/v1/runs/density", "/api/v1/runs/retry")
            .from(Role.OPERATOR, "POST", "/api/v1/runs/retry")
            .from(Role.VIEWER, "GET", "/api/v1/me/views")
            .from(Role.VIEWER, "POST", "/api/v1/me/views")
            .from(Role.VIEWER, "DELETE", "/api/v1/me/views/{id}")
            .from(Role.ADMIN, "PUT", "/api/v1/syncs/{name}/owner")
            .from(Role.OPERATOR, "POST", "/api/v1/sync/{name}")
            .from(Role.VIEWER, "GET", "/api/v1/sync/status", "/api/v1/sync/records/{name}")
            .from(Role.VIEWER, "GET", "/api/v1/groups", "/api/v1/groups/{name}")
            .from(Role.OPERATOR, "POST", "/api/v1/groups/{name}/sync")
            .from(Role.OPERATOR, "PUT", "/api/v1/syncs/{name}/sync-data-master")
            .from(Role.OPERATOR, "PUT", "/api/v1/groups/{name}/sync-data-master")
            .from(Role.VIEWER, "GET", "/api/v1/syncs/{name}/sync-status", "/api/v1/groups/{name}/sync-status")
            .from(Role.VIEWER, "GET", "/api/v1/connections", "/api/v1/connections/{name}")
            .from(Role.ADMIN, "POST", "/api/v1/connections", "/api/v1/connections/{name}/test")
            .from(Role.ADMIN, "POST", "/api/v1/connections/{name}/test/stages")
            .from(Role.ADMIN, "POST", "/api/v1/connectors/{name}/recipe", "/api/v1/connectors/{name}/try")
            .from(Role.ADMIN, "PUT", "/api/v1/connections/{name}")
            .from(Role.ADMIN, "GET", "/api/v1/connections/{name}/tables")
            .from(Role.ADMIN, "GET", "/api/v1/connections/{name}/tables/{table}/fields")
            .from(Role.ADMIN, "POST", "/api/v1/mappings/propose", "/api/v1/mappings/propose-one-way")
            .from(Role.ADMIN, "POST", "/api/v1/connections/{name}/oauth")
            .from(Role.ADMIN, "DELETE", "/api/v1/connections/{name}/oauth")
            .from(Role.ADMIN, "GET", "/api/v1/oauth/callback")
            .from(Role.ADMIN, "POST", "/api/v1/schedule-forecast")
            .from(Role.ADMIN, "POST", "/api/v1/schedule-preview")
            .from(Role.VIEWER, "GET", "/api/v1/schedules", "/api/v1/schedules/{sync}")
            .from(Role.ADMIN, "POST", "/api/v1/schedules/{sync}")
            .from(Role.ADMIN, "PUT", "/api/v1/schedules/{sync}")
            .from(Role.VIEWER, "GET", "/api/v1/config", "/api/v1/config/export")
            .from(Role.ADMIN, "POST", "/api/v1/config/apply")
            .from(Role.ADMIN, "GET", "/api/v1/audit/verification")
            .from(Role.VIEWER, "GET", "/api/v1/jobs")
            .from(Role.OPERATOR, "POST", "/api/v1/jobs/retry", "/api/v1/jobs/discard")
            .from(Role.VIEWER, "GET", "/api/v1/audit", "/api/v1/audit/export", "/api/v1/runs/export")
            .from(Role.VIEWER, "GET", "/api/v1/runs/{id}/changes/export", "/api/v1/runs/{id}/failures/export")
            .anybody("POST", "/api/v1/invitations/look", "/api/v1/invitations/accept", "/api/v1/password")
            .from(Role.VIEWER, "PUT", "/api/v1/me/password")
            .from(Role.VIEWER, "GET", "/api/v1/me/sessions")
            .from(Role.VIEWER, "DELETE", "/api/v1/me/sessions", "/api/v1/me/sessions/{id}")
            .from(Role.ADMIN, "GET", "/api/v1/people", "/api/v1/people/{id}", "/api/v1/invitations")
            .from(Role.ADMIN, "POST", "/api/v1/invitations")
            .from(Role.ADMIN, "DELETE", "/api/v1/invitations/{id}")
            .from(Role.ADMIN, "PUT", "/api/v1/people/{id}/role")
            .from(Role.ADMIN, "POST", "/api/v1/people/{id}/disable", "/api/v1/people/{id}/enable")
            .from(Role.ADMIN, "POST", "/api/v1/people/{id}/reset-password")
            .owner("PUT", "/api/v1/people/{id}/owner")
            .from(Role.VIEWER, "GET", "/api/v1/tokens")
            .from(Role.VIEWER, "POST", "/api/v1/tokens")
            .from(Role.VIEWER, "DELETE", "/api/v1/tokens/{id}")
            .owner("POST", "/api/v1/keys/rotation")
            .from(Role.VIEWER, "GET", "/api/v1/workspaces", "/api/v1/workspace/settings", "/api/v1/about")
            .from(Role.VIEWER, "POST", "/api/v1/session/workspace")
            .owner("POST", "/api/v1/workspaces", "/api/v1/workspaces/{id}/join")
            .owner("PUT", "/api/v1/workspaces/{id}")
            .from(Role.ADMIN, "PUT", "/api/v1/workspace/settings")
            .from(Role.VIEWER, "GET", "/api/v1/alerts", "/api/v1/alerts/channels", "/api/v1/alerts/messages")
            .from(Role.VIEWER, "GET", "/api/v1/alerts/silences")
            .from(Role.OPERATOR, "POST", "/api/v1/alerts/{id}/close", "/api/v1/alerts/channels/{name}/test")
            .from(Role.OPERATOR, "PUT", "/api/v1/alerts/silences")
            .from(Role.OPERATOR, "DELETE", "/api/v1/alerts/silences")
            .from(Role.ADMIN, "PUT", "/api/v1/alerts/channels/{name}")
            .from(Role.ADMIN, "DELETE", "/api/v1/alerts/channels/{name}")
            .from(Role.VIEWER, "GET", "/api/v1/analytics", "/api/v1/analytics/quality")
            .owner("GET", "/actuator/prometheus")
            .from(Role.VIEWER, "GET", "/api/v1/events")
            .from(Role.OPERATOR, "POST", "/api/v1/syncs/{name}/embed-tokens")
            .embed("POST", "/api/v1/embed/sync")
            .embed("GET", "/api/v1/embed/status", "/api/v1/embed/events")
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

        Table owner(String method, String... paths) {
            for (String path : paths) {
                rules.add(new Rule(method, PathPatternParser.defaultInstance.parse(path), null, true, false));
            }
            return this;
        }

        Table embed(String method, String... paths) {
            for (String path : paths) {
                rules.add(new Rule(method, PathPatternParser.defaultInstance.parse(path), null, false, true));
            }
            return this;
        }

        private Table add(String method, @Nullable Role least, String... paths) {
            for (String path : paths) {
                rules.add(new Rule(method, PathPatternParser.defaultInstance.parse(path), least, false, false));
            }
            return this;
        }
    }
}
