package dev.tallystick.history;

import dev.tallystick.history.Names.LinkedRow;
import dev.tallystick.history.Names.LinkedRows;
import dev.tallystick.plan.Side;
import dev.tallystick.sync.SyncId;
import dev.tallystick.table.Value;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The names that each run keeps of its fields, tables and linked rows. Every method takes the client of an open
/// transaction.
public final class NameStore {

    public void keep(JdbcClient jdbc, Run run, Names names) {
        jdbc.sql("update run set names = ?::jsonb where id = ?")
                .params(names.write(), run.id().value())
                .update();
    }

    Map<Long, Names> of(JdbcClient jdbc, Collection<Long> runs) {
        var names = new HashMap<Long, Names>();
        jdbc.sql("select id, names::text as names from run where id = any(?) and names is not null")
                .param(new HashSet<>(runs).toArray(Long[]::new))
                .query((ResultSet row) -> {
                    names.put(row.getLong("id"), Names.read(row.getString("names")));
                });
        return names;
    }

    Names of(JdbcClient jdbc, long run) {
        return of(jdbc, List.of(run)).getOrDefault(run, Names.NONE);
    }

    /// Of the newest run that has planned.
    Names latest(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql("""
                        select names::text from run where sync_id = ? and names is not null order by id desc limit 1
                        """)
                .param(sync.value())
                .query(String.class)
                .optional()
                .map(Names::read)
                .orElse(Names.NONE);
    }

    /// What the plan of this run called the rows that these values link to; asks the database only where one does.
    LinkedRows linked(JdbcClient jdbc, long run, Collection<Value> values) {
        var ids = LinkedRows.linked(values);
        if (ids.isEmpty()) {
            return LinkedRows.NONE;
        }
        return LinkedRows.of(jdbc.sql("""
                        select links.side, linked ->> 0 as id, linked ->> 1 as name
                        from run,
                             lateral (values ('left', planned_with -> 'left_links'), ('right', planned_with -> 'right_links'))
                                 as links (side, fields),
                             jsonb_each(links.fields) as field,
                             jsonb_array_elements(field.value) as linked
                        where run.id = ? and linked ->> 0 = any(?)
                        """)
                .params(run, new HashSet<>(ids).toArray(String[]::new))
                .query((row, _) -> new LinkedRow(
                        Side.valueOf(row.getString("side").toUpperCase(Locale.ROOT)),
                        row.getString("id"),
                        row.getString("name")))
                .list());
    }
}
