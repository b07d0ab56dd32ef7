package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// People and where they belong. All of it runs in a transaction of the system: a person is there before the
/// workspace is known.
final class PersonStore {
    /// A lock of the database that whoever makes the first person holds, so that there is one.
    private static final long FIRST_PERSON = 7_409_241_002L;

    /// Who may sign in, with what they are checked by.
    record Account(PersonId id, String name, @Nullable String passwordHash) {}

    Optional<Account> byEmail(JdbcClient db, String email) {
        return db.sql("""
                        select id, name, password_hash from person
                        where lower(email) = lower(?) and disabled_at is null and not service""")
                .param(email)
                .query((row, _) -> new Account(
                        new PersonId(row.getLong("id")), row.getString("name"), row.getString("password_hash")))
                .optional();
    }

    record Details(String name, String email, @Nullable String passwordHash) {}

    Details details(JdbcClient db, PersonId person) {
        return db.sql("select name, coalesce(email, '') as email, password_hash from person where id = ?")
                .param(person.value())
                .query((row, _) ->
                        new Details(row.getString("name"), row.getString("email"), row.getString("password_hash")))
                .single();
    }

    boolean isTaken(JdbcClient db, String email) {
        return db.sql("select exists (select 1 from person where lower(email) = lower(?))")
                .param(email)
                .query(Boolean.class)
                .single();
    }

    String name(JdbcClient db, PersonId person) {
        return db.sql("select name from person where id = ?")
                .param(person.value())
                .query(String.class)
                .single();
    }

    boolean anyHuman(JdbcClient db) {
        return db.sql("select exists (select 1 from person where not service)")
                .query(Boolean.class)
                .single();
    }

    void lockFirstPerson(JdbcClient db) {
        db.sql("select pg_advisory_xact_lock(?)").param(FIRST_PERSON).query().listOfRows();
    }

    PersonId add(JdbcClient db, String name, String email, @Nullable String passwordHash, boolean owner, Instant now) {
        return new PersonId(db.sql("""
                        insert into person (name, email, password_hash, instance_owner, created_at)
                        values (:name, :email, :hash, :owner, :now) returning id""")
                .param("name", name)
                .param("email", email)
                .param("hash", passwordHash)
                .param("owner", owner)
                .param("now", Timestamp.from(now))
                .query(Long.class)
                .single());
    }

    PersonId addService(JdbcClient db, String name, Instant now) {
        return new PersonId(db.sql("insert into person (name, service, instance_owner, created_at)"
                        + " values (?, true, true, ?) returning id")
                .param(name)
                .param(Timestamp.from(now))
                .query(Long.class)
                .single());
    }

    Optional<PersonId> service(JdbcClient db, String name) {
        return db.sql("select id from person where service and name = ? and disabled_at is null")
                .param(name)
                .query(Long.class)
                .optional()
                .map(PersonId::new);
    }

    void setPasswordHash(JdbcClient db, PersonId person, String hash) {
        db.sql("update person set password_hash = ? where id = ?")
                .param(hash)
                .param(person.value())
                .update();
    }

    void disable(JdbcClient db, PersonId person, Instant now) {
        db.sql("update person set disabled_at = ? where id = ? and disabled_at is null")
                .param(Timestamp.from(now))
                .param(person.value())
                .update();
    }

    void enable(JdbcClient db, PersonId person) {
        db.sql("update person set disabled_at = null where id = ?")
                .param(person.value())
                .update();
    }

    boolean isEnabled(JdbcClient db, PersonId person) {
        return db.sql("select disabled_at is null from person where id = ?")
                .param(person.value())
                .query(Boolean.class)
                .single();
    }

    boolean isOwner(JdbcClient db, PersonId person) {
        return db.sql("select instance_owner from person where id = ?")
                .param(person.value())
                .query(Boolean.class)
                .single();
    }

    void setOwner(JdbcClient db, PersonId person, boolean owner) {
        db.sql("update person set instance_owner = ? where id = ?")
                .param(owner)
                .param(person.value())
                .update();
    }

    /// Holds every owner's row until the transaction ends, as [MemberStore#lockAdmins] does with admins.
    void lockOwners(JdbcClient db) {
        db.sql("select id from person where instance_owner order by id for update")
                .query()
                .listOfRows();
    }

    boolean hasOtherOwner(JdbcClient db, PersonId than) {
        return db.sql("""
                        select exists (select 1 from person
                        where instance_owner and not service and disabled_at is null and id <> ?)""").param(than.value()).query(Boolean.class).single();
    }

    void setRole(JdbcClient db, WorkspaceId workspace, PersonId person, Role role, Instant now) {
        db.sql("""
                        insert into membership (workspace_id, person_id, role, created_at) values (:ws, :person, :role, :now)
                        on conflict (workspace_id, person_id) do update set role = excluded.role""")
                .param("ws", workspace.value())
                .param("person", person.value())
                .param("role", role.word())
                .param("now", Timestamp.from(now))
                .update();
    }

    /// The workspaces that a person may enter, the oldest first.
    List<WorkspaceId> workspaces(JdbcClient db, PersonId person) {
        return db.sql("select workspace_id from membership where person_id = ? and disabled_at is null order by 1")
                .param(person.value())
                .query((row, _) -> new WorkspaceId(row.getLong("workspace_id")))
                .list();
    }

    /// The workspace made with the schema; what concerns no other is recorded there.
    WorkspaceId main(JdbcClient db) {
        return new WorkspaceId(db.sql("select id from workspace order by id limit 1")
                .query(Long.class)
                .single());
    }

    Optional<PersonId> firstOwner(JdbcClient db, WorkspaceId workspace) {
        return db.sql("""
                        select p.id from person p join membership m on m.person_id = p.id
                        where m.workspace_id = ? and m.role = 'admin' and m.disabled_at is null
                          and p.disabled_at is null and p.instance_owner and not p.service
                        order by p.id limit 1""").param(workspace.value()).query(Long.class).optional().map(PersonId::new);
    }
}
