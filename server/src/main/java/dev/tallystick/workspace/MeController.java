package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who am I, where am I, and on what.
@RestController
class MeController {
    private final Transactions transactions;
    private final Instance instance;

    MeController(
            Transactions transactions,
            ObjectProvider<BuildProperties> build,
            @Value("${tallystick.demo:false}") boolean demo) {
        this.transactions = transactions;
        @Nullable BuildProperties known = build.getIfAvailable();
        @Nullable String version = known == null ? null : known.getVersion();
        this.instance = new Instance(version == null ? "dev" : version, demo);
    }

    /// @param owner whether they may do what concerns the whole instance
    record Me(Person person, Workspace workspace, Role role, boolean owner, Instance instance) {}

    record Person(long id, String name, String email) {}

    record Workspace(long id, String name) {}

    record Instance(String version, boolean demo) {}

    @GetMapping("/api/v1/me")
    Me me(Identity identity) {
        return transactions.in(
                identity.workspace(),
                db -> db.sql("""
                        select p.name, coalesce(p.email, '') as email, w.name as workspace
                        from person p, workspace w where p.id = ? and w.id = ?""")
                        .param(identity.id().value())
                        .param(identity.workspace().value())
                        .query((row, _) -> new Me(
                                new Person(identity.id().value(), row.getString("name"), row.getString("email")),
                                new Workspace(identity.workspace().value(), row.getString("workspace")),
                                identity.role(),
                                identity.owner(),
                                instance))
                        .single());
    }
}
