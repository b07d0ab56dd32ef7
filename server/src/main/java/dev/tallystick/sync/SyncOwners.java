package dev.tallystick.sync;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Actor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The people whose rights scheduled runs have.
public final class SyncOwners {

    /// @param trouble why the owner may not run the sync any more, and what to do; null when they may
    public record Owner(long id, String name, @Nullable String trouble) {}

    /// A sync that was set up before anybody was there belongs to the first admin who came; empty while there is none:
    /// then it runs in nobody's name.
    public Optional<Owner> of(JdbcClient jdbc, Sync sync) {
        var owner = sync.owner() != null
                ? sync.owner()
                : firstAdmin(jdbc, sync.workspace()).orElse(null);
        return owner == null ? Optional.empty() : of(jdbc, sync.workspace(), owner);
    }

    private static Optional<Owner> of(JdbcClient jdbc, WorkspaceId workspace, Long owner) {
        return jdbc.sql("""
                        select person.name,
                            person.disabled_at is not null or membership.disabled_at is not null as disabled,
                            coalesce(membership.role in ('operator', 'admin'), false) as may
                        from person left join membership
                            on membership.person_id = person.id and membership.workspace_id = ?
                        where person.id = ?
                        """)
                .params(workspace.value(), owner)
                .query((row, _) -> {
                    var name = row.getString("name");
                    return new Owner(owner, name, trouble(name, row.getBoolean("disabled"), row.getBoolean("may")));
                })
                .optional();
    }

    /// Why this e-mail address cannot own a sync of this workspace; empty when it can.
    public Optional<String> refusal(JdbcClient jdbc, WorkspaceId workspace, String email) {
        var person = person(jdbc, email);
        var owner = person.flatMap(id -> of(jdbc, workspace, id));
        if (owner.isEmpty()) {
            return Optional.of("Nobody here has the e-mail address '" + email
                    + "'. Invite them to this workspace, or name somebody who is in it.");
        }
        return owner.get().trouble() == null
                ? Optional.empty()
                : Optional.of(owner.get().name() + " (" + email
                        + ") may not run syncs in this workspace, so no sync can run in their name. Make them an operator"
                        + " or an admin, or name somebody else.");
    }

    /// Makes the person with this e-mail address the owner.
    ///
    /// @return whether it was another one before
    boolean give(JdbcClient jdbc, WorkspaceId workspace, SyncId sync, String email) {
        var refusal = refusal(jdbc, workspace, email);
        if (refusal.isPresent()) {
            throw Refusal.conflict("owner", refusal.get());
        }
        return jdbc.sql("update sync set owner_id = :owner where id = :sync and owner_id is distinct from :owner")
                        .param("owner", person(jdbc, email).orElseThrow())
                        .param("sync", sync.value())
                        .update()
                == 1;
    }

    /// Gives a sync that nobody owns to whoever set it up; the first admin's, where no person did.
    void adopt(JdbcClient jdbc, WorkspaceId workspace, SyncId sync, Actor by) {
        var id = by.id();
        var person = id == null ? Optional.<Long>empty() : human(jdbc, id.value());
        person.or(() -> firstAdmin(jdbc, workspace))
                .ifPresent(owner -> jdbc.sql("update sync set owner_id = ? where id = ? and owner_id is null")
                        .params(owner, sync.value())
                        .update());
    }

    private static Optional<Long> person(JdbcClient jdbc, String email) {
        return jdbc.sql("select id from person where lower(email) = lower(?) and not service")
                .param(email.strip())
                .query(Long.class)
                .optional();
    }

    private static Optional<Long> human(JdbcClient jdbc, long id) {
        return jdbc.sql("select id from person where id = ? and not service")
                .param(id)
                .query(Long.class)
                .optional();
    }

    private static Optional<Long> firstAdmin(JdbcClient jdbc, WorkspaceId workspace) {
        return jdbc.sql("""
                        select person.id from person join membership on membership.person_id = person.id
                        where membership.workspace_id = ? and membership.role = 'admin'
                          and person.disabled_at is null and not person.service
                        order by person.id limit 1
                        """).param(workspace.value()).query(Long.class).optional();
    }

    private static @Nullable String trouble(String name, boolean disabled, boolean mayRun) {
        if (disabled) {
            return "Its owner " + name + " is disabled. Give it another owner, then resume it.";
        }
        if (!mayRun) {
            return "Its owner " + name + " may not run syncs any more. Give it another owner, then resume it.";
        }
        return null;
    }
}
