package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a person looks for often on a screen, under a name of their own: it is theirs alone, and there on each of
/// their devices.
@RestController
@RequestMapping("/api/v1/me/views")
class SavedViewController {
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_SEARCH = 2_000;
    /// More than a person can tell apart in one line of links.
    private static final int MOST = 50;

    private final Transactions transactions;
    private final Clock clock;

    SavedViewController(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    enum Screen {
        RUNS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param search the filter as it stands in the page's address, behind the question mark
    record SavedView(long id, @Words(of = Screen.class) String screen, String name, String search) {}

    /// @param name one that is there already is kept with the new search
    record NewView(
            @Words(of = Screen.class) @Nullable String screen,
            @Nullable String name,
            @Nullable String search) {}

    /// One's own, by name.
    @GetMapping
    Page<SavedView> list(Identity identity) {
        return transactions.in(identity.workspace(), jdbc -> new Page<>(all(jdbc, identity), null));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    SavedView save(Identity identity, @RequestBody NewView given) {
        var problems = new FieldProblems();
        if (!Screen.RUNS.word().equals(given.screen)) {
            problems.add("screen", "Views are kept for `runs`.");
        }
        var name = problems.text("name", given.name, LONGEST_NAME);
        var search = problems.text("search", given.search, LONGEST_SEARCH);
        problems.refuse();
        return transactions.in(identity.workspace(), jdbc -> save(jdbc, identity, name, search));
    }

    private SavedView save(JdbcClient jdbc, Identity identity, String name, String search) {
        var mine = all(jdbc, identity);
        if (mine.size() >= MOST && mine.stream().noneMatch(view -> view.name.equals(name))) {
            throw Refusal.conflict(
                    "too_many_views", "You keep " + MOST + " views already. Remove one, then save this one.");
        }
        return jdbc.sql("""
                        insert into saved_view (workspace_id, person_id, screen, name, search, created_at)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (workspace_id, person_id, screen, name) do update set search = excluded.search
                        returning id, screen, name, search
                        """)
                .params(
                        identity.workspace().value(),
                        identity.id().value(),
                        Screen.RUNS.word(),
                        name,
                        search,
                        clock.instant().atOffset(ZoneOffset.UTC))
                .query(SavedView.class)
                .single();
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Identity identity, @PathVariable long id) {
        int removed = transactions.in(
                identity.workspace(),
                jdbc -> jdbc.sql("delete from saved_view where id = ? and person_id = ?")
                        .params(id, identity.id().value())
                        .update());
        if (removed == 0) {
            throw Refusal.notFound("You keep no view " + id + ".");
        }
    }

    private static List<SavedView> all(JdbcClient jdbc, Identity identity) {
        return jdbc.sql("select id, screen, name, search from saved_view where person_id = ? order by lower(name), id")
                .param(identity.id().value())
                .query((row, _) -> new SavedView(
                        row.getLong("id"), row.getString("screen"), row.getString("name"), row.getString("search")))
                .list();
    }
}
