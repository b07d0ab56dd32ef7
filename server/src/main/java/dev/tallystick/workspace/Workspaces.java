package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.WorkspaceStore.Seen;
import dev.tallystick.workspace.WorkspaceStore.Settings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Makes workspaces, names them, and keeps their settings.
final class Workspaces {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:]+])(?::[0-9]{1,5})?");
    private static final int MOST_ORIGINS = 20;
    private static final int LONGEST_DAYS = 36_500;
    private static final int SHORTEST_HISTORY_DAYS = 7;
    /// The database itself refuses to let younger entries go.
    private static final int SHORTEST_AUDIT_DAYS = 90;

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final MemberStore members = new MemberStore();
    private final WorkspaceStore workspaces = new WorkspaceStore();
    private final AuditTrail trail;
    private final Clock clock;

    Workspaces(Transactions transactions, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.trail = trail;
        this.clock = clock;
    }

    List<Seen> page(Identity by, boolean all, long after, int limit) {
        return transactions.system(db -> workspaces.page(db, by.id(), all && by.owner(), after, limit));
    }

    Seen seen(Identity by, WorkspaceId workspace) {
        return page(by, true, workspace.value() - 1, 1).stream()
                .filter(found -> found.id().equals(workspace))
                .findFirst()
                .orElseThrow(() -> missing(workspace));
    }

    /// Who makes it is its first admin.
    WorkspaceId create(Identity by, @Nullable String givenName) {
        var problems = new FieldProblems();
        String name = name(problems, givenName);
        problems.refuse();
        return transactions.system(db -> {
            WorkspaceId made = workspaces.add(db, name, clock.instant()).orElseThrow(() -> taken(name));
            people.setRole(db, made, by.id(), Role.ADMIN, clock.instant());
            trail.begin(db, made);
            trail.record(db, made, Actor.of(by), "workspace.made", subject(made), Map.of("name", name));
            return made;
        });
    }

    void rename(Identity by, WorkspaceId workspace, @Nullable String givenName) {
        var problems = new FieldProblems();
        String name = name(problems, givenName);
        problems.refuse();
        transactions.system(db -> {
            String before = workspaces.name(db, workspace).orElseThrow(() -> missing(workspace));
            if (before.equals(name)) {
                return true;
            }
            if (workspaces.isTaken(db, name)) {
                throw taken(name);
            }
            workspaces.rename(db, workspace, name);
            trail.record(
                    db,
                    workspace,
                    Actor.of(by),
                    "workspace.renamed",
                    subject(workspace),
                    Map.of("before", before, "after", name));
            return true;
        });
    }

    /// Makes an owner of the instance an admin of a workspace that has lost its own; its people find that in its
    /// trail.
    void join(Identity by, WorkspaceId workspace) {
        transactions.system(db -> {
            if (workspaces.name(db, workspace).isEmpty()) {
                throw missing(workspace);
            }
            String before = members.find(db, workspace, by.id())
                    .map(member -> member.role().word())
                    .orElse("no member");
            people.setRole(db, workspace, by.id(), Role.ADMIN, clock.instant());
            members.enable(db, workspace, by.id());
            trail.record(
                    db,
                    workspace,
                    Actor.of(by),
                    "workspace.recovered",
                    subject(workspace),
                    Map.of("before", before, "after", Role.ADMIN.word()));
            return true;
        });
    }

    Settings settings(WorkspaceId workspace) {
        return transactions.system(db -> workspaces.settings(db, workspace));
    }

    /// What is not given stays.
    Settings change(
            Identity by,
            @Nullable String name,
            @Nullable Integer historyDays,
            @Nullable Integer auditDays,
            @Nullable List<String> embedOrigins) {
        return transactions.system(db -> {
            workspaces.name(db, by.workspace());
            Settings before = workspaces.settings(db, by.workspace());
            var problems = new FieldProblems();
            var after = new Settings(
                    name == null ? before.name() : name(problems, name),
                    days(problems, "historyDays", historyDays, SHORTEST_HISTORY_DAYS, before.historyDays()),
                    days(problems, "auditDays", auditDays, SHORTEST_AUDIT_DAYS, before.auditDays()),
                    embedOrigins == null ? before.embedOrigins() : origins(problems, embedOrigins));
            problems.refuse();
            if (!after.name().equals(before.name())) {
                mayRename(db, by, after.name());
            }
            if (!after.equals(before)) {
                workspaces.setSettings(db, by.workspace(), after);
                trail.record(
                        db,
                        by,
                        "workspace.settings",
                        subject(by.workspace()),
                        Map.of("before", words(before), "after", words(after)));
            }
            return after;
        });
    }

    private void mayRename(JdbcClient db, Identity by, String name) {
        if (!by.owner()) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN, "owner_only", "Only an owner of this instance renames a workspace.");
        }
        if (workspaces.isTaken(db, name)) {
            throw taken(name);
        }
    }

    private static String words(Settings settings) {
        var words = new TreeMap<String, String>();
        words.put("name", settings.name());
        words.put("historyDays", Integer.toString(settings.historyDays()));
        words.put("auditDays", Integer.toString(settings.auditDays()));
        words.put("embedOrigins", String.join(" ", settings.embedOrigins()));
        return words.toString();
    }

    private static String name(FieldProblems problems, @Nullable String given) {
        String name = problems.text("name", given, 63);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            problems.add("name", "A workspace's name has small letters, digits and hyphens, as in north-office.");
        }
        return name;
    }

    private static int days(FieldProblems problems, String field, @Nullable Integer given, int least, int before) {
        if (given != null && (given < least || given > LONGEST_DAYS)) {
            problems.add(field, "This is %d to %d days.".formatted(least, LONGEST_DAYS));
        }
        return given == null ? before : given;
    }

    private static List<String> origins(FieldProblems problems, List<String> given) {
        if (given.size() > MOST_ORIGINS) {
            problems.add("embedOrigins", "There may be %d at most.".formatted(MOST_ORIGINS));
        }
        for (@Nullable String origin : given) {
            if (origin == null || !ORIGIN.matcher(origin).matches()) {
                problems.add(
                        "embedOrigins",
                        "An origin is a scheme, a host and perhaps a port, as in" + " https://admin.example.org.");
                return List.of();
            }
        }
        return given.stream().distinct().toList();
    }

    private static Refusal taken(String name) {
        return Refusal.conflict("name_taken", "There is a workspace %s already.".formatted(name));
    }

    private static Refusal missing(WorkspaceId workspace) {
        return Refusal.notFound("There is no workspace %d.".formatted(workspace.value()));
    }

    private static String subject(WorkspaceId workspace) {
        return "workspace " + workspace.value();
    }
}
