package dev.tallystick.sync;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The people whose rights scheduled runs have.
public final class SyncOwners {

    /// @param trouble why the owner may not run the sync any more, and what to do; null when they may
    public record Owner(long id, String name, @Nullable String trouble) {}

    /// Empty for a sync that came from a file: it runs in nobody's name.
    public Optional<Owner> of(JdbcClient jdbc, Sync sync) {
        var owner = sync.owner();
        if (owner == null) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select person.name,
                            person.disabled_at is not null or membership.disabled_at is not null as disabled,
                            coalesce(membership.role in ('operator', 'admin'), false) as may
                        from person left join membership
                            on membership.person_id = person.id and membership.workspace_id = ?
                        where person.id = ?
                        """)
                .params(sync.workspace().value(), owner)
                .query((row, _) -> {
                    var name = row.getString("name");
                    return new Owner(owner, name, trouble(name, row.getBoolean("disabled"), row.getBoolean("may")));
                })
                .optional();
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
