package dev.tallystick.lab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// People at work at the partner's: now and then one of them changes, adds or removes something, so that a demo has
/// something to show.
final class Drift {

    private final PartnerApi partner;
    private final Random random;

    Drift(PartnerApi partner, long seed) {
        this.partner = partner;
        this.random = new Random(seed);
    }

    /// One thing changes.
    void step() {
        LabTable table = random.nextInt(3) == 0 ? partner.clients() : partner.appointments();
        if (table.size() == 0) {
            return;
        }
        LabTable.Row row = table.slice(random.nextLong(table.size()), 1).rows().getFirst();
        int what = random.nextInt(10);
        if (what == 0) {
            table.delete(row.id());
        } else if (what < 3) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>(row.fields());
            copy.remove("id");
            table.add(copy);
        } else if (table == partner.clients()) {
            table.change(row.id(), "phone", "+49 30 " + (1_000_000 + random.nextInt(9_000_000)));
        } else {
            List<String> statuses = List.of("booked", "completed", "cancelled", "no_show");
            table.change(row.id(), "status", statuses.get(random.nextInt(statuses.size())));
        }
    }
}
