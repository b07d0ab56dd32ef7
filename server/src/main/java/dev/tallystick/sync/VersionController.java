package dev.tallystick.sync;

import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.CompareDefinitions.Difference;
import dev.tallystick.sync.VersionStore.Version;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What a sync was set up to do before, what differs, and the way back.
@RestController
@RequestMapping("/api/v1/syncs/{name}/versions")
class VersionController {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final SaveSync save;
    private final VersionStore versions = new VersionStore();

    VersionController(Transactions transactions, SyncStore syncs, SaveSync save) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.save = save;
    }

    /// @param current the number of the one in force
    /// @param restorable whether the page may bring one back; of a sync in the file, the file decides
    /// @param missing why older ones are not here, as a sentence; null when all are
    record Versions(
            List<VersionView> items,
            int current,
            boolean restorable,
            @Nullable String missing) {}

    /// @param origin where it was saved
    /// @param restoredFrom the earlier version that it says again
    record VersionView(
            int number,
            Instant at,
            String actor,
            @Words(of = VersionStore.Origin.class) String origin,
            @Nullable Integer restoredFrom) {
        static VersionView of(Version version) {
            return new VersionView(
                    version.number(),
                    version.at(),
                    version.actor(),
                    version.origin().word(),
                    version.restoredFrom());
        }
    }

    /// @param definition as the entry of `syncs` in `tallystick.yaml`
    /// @param against the version that it is compared with; null for none
    /// @param differences what this version has otherwise than that one
    record OneVersion(
            VersionView version,
            Map<String, Object> definition,
            @Nullable Integer against,
            List<Difference> differences) {}

    /// @param revision that the person saw
    record Restore(@Nullable Integer revision) {}

    @GetMapping
    Versions list(Identity identity, @PathVariable String name) {
        return transactions.in(identity.workspace(), jdbc -> {
            var sync = known(jdbc, identity, name);
            var all = versions.all(jdbc, sync.id());
            boolean some = all.size() == VersionStore.MOST_KEPT
                    && !all.isEmpty()
                    && all.getLast().number() > 1;
            return new Versions(
                    all.stream().map(VersionView::of).toList(),
                    sync.revision(),
                    syncs.fromPage(jdbc, sync.id()),
                    some
                            ? "Older versions are not kept: of each sync the last " + VersionStore.MOST_KEPT + " are."
                            : null);
        });
    }

    /// @param against another version, to see what differs; the one before it when none is named
    @GetMapping("/{number}")
    OneVersion one(
            Identity identity,
            @PathVariable String name,
            @PathVariable int number,
            @RequestParam(required = false) @Nullable Integer against) {
        return transactions.in(identity.workspace(), jdbc -> {
            var sync = known(jdbc, identity, name);
            var version = versions.find(jdbc, sync.id(), number).orElseThrow(() -> missing(sync, number));
            var definition = definition(jdbc, sync, number);
            @Nullable
            Integer other = against != null
                    ? against
                    : versions.all(jdbc, sync.id()).stream()
                            .map(Version::number)
                            .filter(earlier -> earlier < number)
                            .findFirst()
                            .orElse(null);
            var differences = other == null
                    ? List.<Difference>of()
                    : CompareDefinitions.between(definition(jdbc, sync, other), definition);
            return new OneVersion(VersionView.of(version), definition, other, differences);
        });
    }

    /// Saves what this version says once more, as a version of its own.
    @PostMapping("/{number}/restore")
    Versions restore(
            Identity identity, @PathVariable String name, @PathVariable int number, @RequestBody Restore wanted) {
        if (wanted.revision() == null) {
            var problems = new FieldProblems();
            problems.add("revision", "Say which revision you saw; another one is not overwritten.");
            problems.refuse();
        }
        save.restore(identity, name, number, wanted.revision() == null ? -1 : wanted.revision());
        return list(identity, name);
    }

    private Sync known(JdbcClient jdbc, Identity identity, String name) {
        return syncs.find(jdbc, identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
    }

    private Map<String, Object> definition(JdbcClient jdbc, Sync sync, int number) {
        return versions.definition(jdbc, sync.id(), number).orElseThrow(() -> missing(sync, number));
    }

    static Refusal missing(Sync sync, int number) {
        return Refusal.notFound("'" + sync.title() + "' has no version " + number + " any more.");
    }
}
