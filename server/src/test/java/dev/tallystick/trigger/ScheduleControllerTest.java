package dev.tallystick.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.ScheduleController.Wanted;
import dev.tallystick.web.FieldProblem;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AuditKey;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import dev.tallystick.workspace.PersonId;
import dev.tallystick.workspace.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScheduleControllerTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOW = Instant.parse("2026-11-25T13:00:00Z");

    private final Transactions transactions = database.transactions();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final List<SyncId> changed = new ArrayList<>();
    private final ScheduleController controller = new ScheduleController(
            transactions,
            new SyncStore(transactions),
            new ScheduleStore(),
            changed::addAll,
            new AuditTrail(transactions, new AuditKey(new byte[32]), clock),
            clock);
    private Identity ada;
    private SyncId clients;

    @BeforeEach
    void syncOfAda() {
        transactions.system(jdbc -> {
            var workspace = jdbc.sql("insert into workspace (name) values (?) returning id")
                    .param("w" + System.nanoTime())
                    .query((row, _) -> new WorkspaceId(row.getLong("id")))
                    .single();
            var person = jdbc.sql("insert into person (name, email, created_at) values ('Ada', ?, now()) returning id")
                    .param("ada" + workspace.value() + "@mail.example")
                    .query((row, _) -> new PersonId(row.getLong("id")))
                    .single();
            ada = new Identity(person, "Ada", workspace, Role.ADMIN, Identity.Kind.SESSION, "1");
            clients = jdbc.sql("""
                            insert into sync (workspace_id, name, title, definition, mapping_fingerprint, created_at,
                                updated_at)
                            values (?, 'clients', 'Clients', '{"left": {"connection": "a", "table": "t"},
                                "right": {"connection": "b", "table": "t"},
                                "fields": [{"left": "n", "right": "n", "type": "text"}]}', 'f', now(), now())
                            returning id
                            """)
                    .param(workspace.value())
                    .query((row, _) -> new SyncId(row.getLong("id")))
                    .single();
            return true;
        });
    }

    @Test
    void setsAScheduleAtOnceAndOnTheTrail() {
        assertThatThrownBy(() -> controller.get(ada, "clients")).hasMessage("The sync 'clients' has no schedule.");

        var view = controller.put(ada, "clients", wanted("30 2 * * *", null, "Europe/Berlin"));

        assertThat(view.text()).isEqualTo("30 2 * * *");
        assertThat(view.source()).isEqualTo("api");
        assertThat(view.next()).hasSize(10).startsWith(Instant.parse("2026-11-26T01:30:00Z"));
        assertThat(changed).containsExactly(clients);
        assertThat(controller.get(ada, "clients")).isEqualTo(view);
        assertThat(controller.list(ada).items()).containsExactly(view);
        assertThat(transactions.<List<String>>in(
                        ada.workspace(),
                        jdbc -> jdbc.sql("select actor || ' ' || action || ' ' || subject as entry from audit")
                                .query((row, _) -> row.getString("entry"))
                                .list()))
                .containsExactly("Ada schedule.changed sync clients");
    }

    @Test
    void namesEverythingThatIsWrongAndChangesNothing() {
        assertThatThrownBy(() -> controller.put(
                        ada, "clients", new Wanted("61 * * * *", null, "Europe/Berln", "never", null, -1L, null)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields())
                                .extracting(FieldProblem::pointer)
                                .containsExactly("/cron", "/zone", "/missedRun", "/jitterSeconds"));
        assertThatThrownBy(() -> controller.put(ada, "clients", wanted("0 * * * *", "2h", null)))
                .hasMessage("Give either a cron or an interval.");
        assertThatThrownBy(() -> controller.put(ada, "nobody", wanted(null, "2h", null)))
                .hasMessage("There is no sync 'nobody'.");

        assertThat(changed).isEmpty();
        assertThat(controller.list(ada).items()).isEmpty();
    }

    private static Wanted wanted(String cron, String every, String zone) {
        return new Wanted(cron, every, zone, null, null, null, null);
    }
}
