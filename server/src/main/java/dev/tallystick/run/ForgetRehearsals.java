package dev.tallystick.run;

import dev.tallystick.storage.Transactions;

/// The lab keeps nothing when its process ends. Pairs of rows that are no longer there would make a rehearsal look as
/// if
/// somebody had deleted everything, so what tied the lab's tables together goes with them; the runs stay as history.
/// Rows of a rehearsal that lie in a database are another matter: they are still there.
final class ForgetRehearsals {
    private ForgetRehearsals() {}

    static void now(Transactions transactions) {
        transactions.system(jdbc -> {
            jdbc.sql("""
                            update batch set status = 'absent', settled_at = now()
                            where status = 'open' and table_identity is not null
                                and sync_id in (select id from sync where rehearsal)
                            """).update();
            jdbc.sql("""
                            delete from sync_state where sync_id in (select id from sync where rehearsal)
                                and (left_remembered is not null or right_remembered is not null)
                            """).update();
            return jdbc.sql("delete from row_pair where sync_id in (select id from sync where rehearsal)")
                    .update();
        });
    }
}
