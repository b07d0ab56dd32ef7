package dev.tallystick.trigger;

import dev.tallystick.history.Run.Trigger;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.GroupStore;
import dev.tallystick.trigger.ButtonPresses.Kind;
import dev.tallystick.trigger.GroupView.GroupRunView;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Groups of syncs, each with one button.
@RestController
@RequestMapping("/api/v1/groups")
class GroupController {
    private final Transactions transactions;
    private final RunGroups runGroups;
    private final ViewGroups view;
    private final AnswerOnce answerOnce;
    private final GroupStore groups = new GroupStore();
    private final ButtonPresses presses = new ButtonPresses();
    private final Clock clock;

    GroupController(
            Transactions transactions, RunGroups runGroups, ViewGroups view, AnswerOnce answerOnce, Clock clock) {
        this.transactions = transactions;
        this.runGroups = runGroups;
        this.view = view;
        this.answerOnce = answerOnce;
        this.clock = clock;
    }

    @GetMapping
    Page<GroupView> list(Identity identity) {
        return transactions.in(
                identity.workspace(),
                jdbc -> new Page<>(
                        groups.all(jdbc).stream()
                                .map(group -> view.of(jdbc, group))
                                .toList(),
                        null));
    }

    @GetMapping("/{name}")
    GroupView one(Identity identity, @PathVariable String name) {
        return transactions.in(identity.workspace(), jdbc -> view.of(jdbc, named(jdbc, name)));
    }

    /// Starts the group's syncs one after the other; while they run, this attaches.
    @PostMapping("/{name}/sync")
    @ResponseStatus(HttpStatus.ACCEPTED)
    StartedGroup start(
            Identity identity,
            @PathVariable String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return answerOnce.answer(identity, key, "start group " + name, StartedGroup.class, () -> press(identity, name));
    }

    StartedGroup press(Identity identity, String name) {
        var group = transactions.in(identity.workspace(), jdbc -> named(jdbc, name));
        var trigger = identity.kind() == Identity.Kind.SESSION ? Trigger.MANUAL : Trigger.API;
        var begun = runGroups.start(identity.workspace(), group, trigger, Actor.of(identity));
        return transactions.in(identity.workspace(), jdbc -> {
            presses.pressed(jdbc, identity, Kind.GROUP, name, null, begun.run().id(), clock.instant());
            var title = group.group().title();
            return new StartedGroup(
                    name,
                    begun.attached(),
                    begun.attached()
                            ? title + " is under way already and covers this."
                            : title + " starts: "
                                    + String.join(", ", group.group().syncs()) + ".",
                    view.of(
                            jdbc,
                            name,
                            new GroupRunStore().find(jdbc, begun.run().id()).orElseThrow()),
                    "/api/v1/groups/" + name);
        });
    }

    private GroupStore.Stored named(JdbcClient jdbc, String name) {
        return groups.find(jdbc, name).orElseThrow(() -> Refusal.notFound("There is no group '" + name + "'."));
    }

    /// @param attached the group was under way already
    record StartedGroup(String group, boolean attached, String sentence, GroupRunView run, String href) {}
}
