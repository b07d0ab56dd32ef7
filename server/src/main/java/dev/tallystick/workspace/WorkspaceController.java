package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Workspaces: which there are for somebody, which one they are in, and its settings.
@RestController
@RequestMapping("/api/v1")
class WorkspaceController {
    private final Workspaces workspaces;
    private final MySessions sessions;

    WorkspaceController(Workspaces workspaces, MySessions sessions) {
        this.workspaces = workspaces;
        this.sessions = sessions;
    }

    /// @param role null for an owner of the instance who is not in it
    /// @param current whether it is the one that the session or token is in
    record WorkspaceView(long id, String name, @Nullable Role role, boolean current, Instant createdAt) {
        static WorkspaceView of(Identity identity, WorkspaceStore.Seen seen) {
            return new WorkspaceView(
                    seen.id().value(),
                    seen.name(),
                    seen.role(),
                    seen.id().equals(identity.workspace()),
                    seen.createdAt());
        }
    }

    /// The workspaces that one is in.
    ///
    /// @param all for an owner of the instance: also those that they are not in
    @GetMapping("/workspaces")
    Page<WorkspaceView> list(
            Identity identity,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var found = workspaces.page(identity, all, cursor == null ? 0 : cursor, size + 1);
        return Page.of(found, size, seen -> Long.toString(seen.id().value()), seen -> WorkspaceView.of(identity, seen));
    }

    record WorkspaceName(@Nullable String name) {}

    /// Makes a workspace, whose first admin one is.
    @PostMapping("/workspaces")
    @ResponseStatus(HttpStatus.CREATED)
    WorkspaceView create(Identity identity, @RequestBody WorkspaceName given) {
        return view(identity, workspaces.create(identity, given.name));
    }

    @PutMapping("/workspaces/{id}")
    WorkspaceView rename(Identity identity, @PathVariable long id, @RequestBody WorkspaceName given) {
        workspaces.rename(identity, new WorkspaceId(id), given.name);
        return view(identity, new WorkspaceId(id));
    }

    /// Makes an owner of the instance an admin of it, for a workspace that has lost its own.
    @PostMapping("/workspaces/{id}/join")
    WorkspaceView join(Identity identity, @PathVariable long id) {
        workspaces.join(identity, new WorkspaceId(id));
        return view(identity, new WorkspaceId(id));
    }

    private WorkspaceView view(Identity identity, WorkspaceId workspace) {
        return WorkspaceView.of(identity, workspaces.seen(identity, workspace));
    }

    record EnterWorkspace(@Nullable Long workspace) {}

    /// Goes on in another workspace: with a new session, which every tab of the browser shares.
    @PostMapping("/session/workspace")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void enter(
            Identity identity,
            @RequestBody EnterWorkspace given,
            HttpServletRequest request,
            HttpServletResponse response) {
        @Nullable Long wanted = given.workspace;
        var problems = new FieldProblems();
        if (wanted == null) {
            problems.add("workspace", "This is needed: the number of a workspace.");
        }
        problems.refuse();
        SessionCookie.write(request, response, sessions.enter(identity, new WorkspaceId(wanted == null ? 0 : wanted)));
    }

    /// @param historyDays how long ended runs are kept, with their changes
    /// @param auditDays how long entries of the audit trail are kept
    /// @param embedOrigins pages that may show this workspace inside them
    record SettingsView(String name, int historyDays, int auditDays, List<String> embedOrigins) {
        static SettingsView of(WorkspaceStore.Settings settings) {
            return new SettingsView(
                    settings.name(), settings.historyDays(), settings.auditDays(), settings.embedOrigins());
        }
    }

    @GetMapping("/workspace/settings")
    SettingsView settings(Identity identity) {
        return SettingsView.of(workspaces.settings(identity.workspace()));
    }

    /// What is left out stays as it is. The name is the owner's to change.
    record SettingsChange(
            @Nullable String name,
            @Nullable Integer historyDays,
            @Nullable Integer auditDays,
            @Nullable List<String> embedOrigins) {}

    @PutMapping("/workspace/settings")
    SettingsView change(Identity identity, @RequestBody SettingsChange given) {
        return SettingsView.of(
                workspaces.change(identity, given.name, given.historyDays, given.auditDays, given.embedOrigins));
    }
}
