package dev.tallystick.sync;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Gives a sync another owner: the person in whose name its schedule runs it.
@RestController
class OwnerController {
    private static final int LONGEST_EMAIL = 320;

    private final Transactions transactions;
    private final SyncStore syncs;
    private final SyncOwners owners = new SyncOwners();
    private final AuditTrail trail;

    OwnerController(Transactions transactions, SyncStore syncs, AuditTrail trail) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.trail = trail;
    }

    /// @param email of somebody who may run syncs in this workspace
    record Wanted(@Nullable String email) {}

    /// @param sentence that says whether it runs by itself again
    record Changed(String owner, String sentence) {}

    @PutMapping("/api/v1/syncs/{name}/owner")
    Changed change(Identity identity, @PathVariable String name, @RequestBody Wanted wanted) {
        var problems = new FieldProblems();
        var email = problems.text("email", wanted.email(), LONGEST_EMAIL);
        problems.refuse();
        var workspace = identity.workspace();
        return transactions.in(workspace, jdbc -> {
            var sync = syncs.find(jdbc, workspace, name)
                    .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
            if (sync.definition().owner() != null) {
                throw Refusal.conflict(
                        "in_file",
                        "The file says that " + sync.definition().owner() + " owns " + sync.title()
                                + ". Change 'owner' there and apply it.");
            }
            var refusal = owners.refusal(jdbc, workspace, email);
            if (refusal.isPresent()) {
                problems.add("email", refusal.get());
                problems.refuse();
            }
            var before = owners.of(jdbc, sync).map(SyncOwners.Owner::name).orElse("nobody");
            owners.give(jdbc, workspace, sync.id(), email);
            var owner =
                    owners.of(jdbc, syncs.find(jdbc, sync.id()).orElseThrow()).orElseThrow();
            trail.record(
                    jdbc,
                    identity,
                    "sync.owner_changed",
                    "sync " + name,
                    Map.of("before", before, "after", owner.name()));
            return new Changed(
                    owner.name(),
                    sync.title() + " runs in the name of " + owner.name() + " from now on."
                            + (sync.paused() ? " It is paused; resume it." : ""));
        });
    }
}
