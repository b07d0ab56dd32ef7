package dev.tallystick.sync;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Shows what a sync is set up to do, and lets an admin make, change and remove one without a file.
@RestController
@RequestMapping("/api/v1/syncs")
class DefinitionController {
    private static final int LONGEST_NAME = 63;

    private final Transactions transactions;
    private final SyncStore syncs;
    private final SaveSync save;

    DefinitionController(Transactions transactions, SyncStore syncs, SaveSync save) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.save = save;
    }

    /// @param fromPage a person made it on the page, and changes it there; else the file does
    /// @param revision goes up with each change
    /// @param definition as the entry of `syncs` in `tallystick.yaml`
    record View(String name, boolean fromPage, int revision, Map<String, Object> definition) {}

    /// @param definition as the entry of `syncs` in `tallystick.yaml`, its schedule included
    record New(@Nullable String name, @Nullable Map<String, Object> definition) {}

    /// @param revision that the person saw
    record Changed(@Nullable Integer revision, @Nullable Map<String, Object> definition) {}

    @GetMapping("/{name}/definition")
    View definition(Identity identity, @PathVariable String name) {
        return transactions.in(identity.workspace(), jdbc -> {
            var sync = syncs.find(jdbc, identity.workspace(), name)
                    .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
            return new View(
                    name, syncs.fromPage(jdbc, sync.id()), sync.revision(), WriteConfig.tree(sync.definition()));
        });
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    View create(Identity identity, @RequestBody New wanted) {
        var problems = new FieldProblems();
        var name = problems.text("name", wanted.name(), LONGEST_NAME);
        problems.refuse();
        save.create(identity, name, tree(wanted.definition()));
        return definition(identity, name);
    }

    @PutMapping("/{name}/definition")
    View change(Identity identity, @PathVariable String name, @RequestBody Changed wanted) {
        if (wanted.revision() == null) {
            var problems = new FieldProblems();
            problems.add("revision", "Say which revision you saw; another one is not overwritten.");
            problems.refuse();
        }
        save.change(identity, name, tree(wanted.definition()), wanted.revision() == null ? -1 : wanted.revision());
        return definition(identity, name);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Identity identity, @PathVariable String name) {
        save.remove(identity, name);
    }

    /// Without what is null: JSON says by it that a key is left out.
    private static Map<String, Object> tree(@Nullable Map<String, Object> given) {
        var tree = new LinkedHashMap<String, Object>();
        if (given != null) {
            given.forEach((key, value) -> {
                if (value != null) {
                    tree.put(key, whole(value));
                }
            });
        }
        return tree;
    }

    private static Object whole(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var tree = new LinkedHashMap<String, Object>();
                map.forEach((key, item) -> {
                    if (item != null) {
                        tree.put(String.valueOf(key), whole(item));
                    }
                });
                yield tree;
            }
            case List<?> list ->
                list.stream()
                        .filter(java.util.Objects::nonNull)
                        .map(DefinitionController::whole)
                        .toList();
            default -> value;
        };
    }
}
