package dev.tallystick.lab;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Appointments of the wellness partner. Their start is written in ten ways by turns; one in twenty names a client
/// that is not listed, and all carry the client's name and address with them.
record Appointments(long seed, long size, Clients clients) implements Recipe {

    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static final long FIRST_ID = 1;
    private static final long UNLISTED = 900_000_000;
    private static final LocalDateTime FIRST_DAY = LocalDateTime.parse("2026-03-02T08:00");
    private static final List<OddTimes> STYLES = List.of(OddTimes.values());
    private static final List<String> SERVICES =
            List.of("Massage", "Yoga (group)", "Physiotherapy", "Acupuncture", "Sauna & steam", "Nutrition talk");
    private static final List<String> STATUSES =
            List.of("booked", "booked", "booked", "completed", "cancelled", "no_show", "waitlisted?");

    @Override
    public String id(long index) {
        return "a" + (FIRST_ID + index);
    }

    @Override
    public OptionalLong index(String id) {
        return id.matches("a\\d{1,15}") && Long.parseLong(id.substring(1)) >= FIRST_ID
                ? OptionalLong.of(Long.parseLong(id.substring(1)) - FIRST_ID)
                : OptionalLong.empty();
    }

    @Override
    public Instant updatedAt(long index) {
        return Spread.updatedAt(index, size);
    }

    /// What the odd text means. Whole minutes; a third of a year, then from the beginning.
    ZonedDateTime start(long index) {
        long slot = Math.floorMod(index * 37, 300L * 20);
        return FIRST_DAY.plusDays(slot / 20).plusMinutes(slot % 20 * 30).atZone(ZONE);
    }

    static OddTimes style(long index) {
        return STYLES.get((int) (index % STYLES.size()));
    }

    boolean namesUnlistedClient(long index) {
        return index % 20 == 7 || clients.size() == 0;
    }

    @Override
    public Map<String, @Nullable Object> row(long index) {
        SplittableRandom random = Spread.random(seed + 1, index);
        ZonedDateTime start = start(index);
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id(index));
        if (namesUnlistedClient(index)) {
            row.put("client_id", "" + (UNLISTED + index));
            row.put("client_name", "Walk-in " + index);
            row.put("client_email", "walkin" + index + "@mail.example");
        } else {
            long client = random.nextLong(clients.size());
            if (random.nextBoolean()) {
                row.put("client_id", Long.parseLong(clients.id(client)));
            } else {
                row.put("client_id", clients.id(client));
            }
            row.put("client_name", clients.name(client));
            row.put("client_email", clients.email(client));
        }
        row.put("service", Spread.one(random, SERVICES));
        row.put("date", "" + start.toLocalDate());
        row.put("start_time", style(index).write(start));
        row.put("time_zone", ZONE.getId());
        int minutes = 15 * (1 + random.nextInt(6));
        if (random.nextInt(5) == 0) {
            row.put("duration_minutes", "" + minutes);
        } else {
            row.put("duration_minutes", minutes);
        }
        row.put("status", Spread.one(random, STATUSES));
        BigDecimal price = BigDecimal.valueOf(1990 + 500L * random.nextInt(20), 2);
        if (random.nextInt(4) == 0) {
            row.put("price", price.toPlainString());
        } else {
            row.put("price", price);
        }
        int notes = random.nextInt(6);
        if (notes == 0) {
            row.put("notes", null);
        } else if (notes == 1) {
            row.put("notes", "Room " + (1 + random.nextInt(9)) + ", bring a towel");
        }
        return row;
    }
}
