package dev.tallystick.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The lines of each run, in chunks: one row for each time that an attempt wrote some down, so a short run has one.
public final class RunLineStore {
    /// From the beginning of a run that writes more than is kept.
    public static final int FIRST_KEPT = 500;

    /// From its end.
    public static final int LAST_KEPT = 1_500;

    /// The most in one row, so that what is not kept can go.
    private static final int CHUNK = 100;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Lines are no promise: whether those of the last moment survive a crash of the database does not matter, so no
    /// commit waits for the disk. A worker that lost its lease may still tell its last ones beside the next worker.
    ///
    /// @param dropped how many were written between the first and the last of these, and are not kept
    public void add(JdbcClient jdbc, Run run, List<RunLine> first, long dropped, List<RunLine> last) {
        var number = jdbc.sql("""
                        with quick as (select set_config('synchronous_commit', 'off', true)),
                            mine as (select id from run, quick where id = ? for no key update)
                        select coalesce((select max(last) from run_line where run_id = mine.id), 0) from mine
                        """).param(run.id().value()).query(Long.class).optional();
        if (number.isEmpty()) {
            return; // the run was forgotten meanwhile
        }
        long end = add(jdbc, run, first, number.get());
        end = last.isEmpty() ? end : add(jdbc, run, last, end + dropped);
        if (end > FIRST_KEPT + LAST_KEPT) {
            jdbc.sql("delete from run_line where run_id = ? and first > ? and last <= ?")
                    .params(run.id().value(), FIRST_KEPT, end - LAST_KEPT)
                    .update();
        }
    }

    private static long add(JdbcClient jdbc, Run run, List<RunLine> lines, long before) {
        long number = before;
        for (int from = 0; from < lines.size(); from += CHUNK) {
            var chunk = new ArrayList<RunLine>();
            for (var line : lines.subList(from, Math.min(from + CHUNK, lines.size()))) {
                chunk.add(line.numbered(++number));
            }
            jdbc.sql("insert into run_line (run_id, workspace_id, first, last, lines) values (?, ?, ?, ?, ?::jsonb)")
                    .params(
                            run.id().value(),
                            run.workspace().value(),
                            chunk.getFirst().number(),
                            number,
                            json(chunk))
                    .update();
        }
        return number;
    }

    /// All that are kept, in their order.
    public List<RunLine> all(JdbcClient jdbc, RunId run) {
        var lines = new ArrayList<RunLine>();
        jdbc.sql("select lines::text from run_line where run_id = ? order by first")
                .param(run.value())
                .query(String.class)
                .list()
                .forEach(chunk -> read(chunk, lines));
        return lines;
    }

    private static String json(List<RunLine> lines) {
        var array = JSON.createArrayNode();
        lines.forEach(line -> array.addArray()
                .add(line.number())
                .add(line.attempt())
                .add(line.at().toString())
                .add(line.level())
                .add(line.text()));
        return array.toString();
    }

    private static void read(String chunk, List<RunLine> into) {
        for (JsonNode line : JSON.readTree(chunk)) {
            into.add(new RunLine(
                    line.get(0).longValue(),
                    line.get(1).intValue(),
                    Instant.parse(line.get(2).stringValue()),
                    line.get(3).stringValue(),
                    line.get(4).stringValue()));
        }
    }
}
