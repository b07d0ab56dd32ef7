package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.Transactions;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Five hundred syncs with a hundred thousand runs are listed whole, in order, and each as it is by itself.
class ManySyncsTest {
    private static final int SYNCS = 500;

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    @BeforeAll
    static void many() {
        server.bean(Transactions.class).system(jdbc -> seed(jdbc, SYNCS - 2, 200));
    }

    /// More syncs like the first, each with so many runs.
    static int seed(JdbcClient jdbc, int more, int runs) {
        jdbc.sql("""
                            insert into sync (workspace_id, name, title, definition, mapping_fingerprint, rehearsal,
                                created_at, updated_at)
                            select workspace_id, 'many_' || lpad(n::text, 3, '0'), 'Many ' || n,
                                definition, mapping_fingerprint, rehearsal, created_at, updated_at
                            from sync, generate_series(1, :more) n where name = 'clients' and removed_at is null
                            """).param("more", more).update();
        return jdbc.sql("""
                            insert into run (workspace_id, sync_id, trigger, status, created_at, started_at, ended_at, tally)
                            select workspace_id, sync.id, 'schedule',
                                case when n % 10 = 0 then 'failed' else 'succeeded' end,
                                now() - n * interval '5 minutes', now() - n * interval '5 minutes',
                                now() - n * interval '5 minutes' + interval '20 seconds',
                                '{"failed":1,"held":0,"conflict":0,"deleted":0,"created":2,"updated":3,"skipped":0,"unchanged":9}'
                            from generate_series(:runs, 1, -1) n, sync where sync.name like 'many_%'
                            """).param("runs", runs).update();
    }

    @Test
    void areListedWholeAndInOrder() {
        Set<String> names = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = server.get("/api/v1/syncs?limit=200" + cursor);
            page.get("items").forEach(sync -> names.add(sync.get("name").stringValue()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").stringValue();
            pages++;
        } while (!cursor.isEmpty());

        assertThat(names).hasSize(SYNCS);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void areEachTheSameInTheListAsAlone() {
        var list = server.get("/api/v1/syncs?limit=5&q=many").get("items");

        assertThat(list).hasSize(5);
        for (JsonNode sync : list) {
            assertThat(sync.get("tape")).hasSize(200);
            assertThat(sync.get("tape").get(0).get("worked").longValue()).isEqualTo(5);
            assertThat(sync.get("lastRun").get("status").stringValue()).isEqualTo("succeeded");
            assertThat(server.get("/api/v1/syncs/" + sync.get("name").stringValue()))
                    .isEqualTo(sync);
        }
    }

    @Test
    void areFoundByTheStateTheyAreIn() {
        assertThat(server.get("/api/v1/syncs?state=never&limit=200&q=many").get("items"))
                .hasSize(200);
        assertThat(server.get("/api/v1/syncs?state=failed&q=many").get("items")).isEmpty();
    }
}
