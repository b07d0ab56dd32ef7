package dev.tallystick.lab;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Clients of the wellness partner. Every third id is a number and the rest are strings; some fields are null and some
/// are not there at all.
record Clients(long seed, long size) implements Recipe {

    private static final long FIRST_ID = 1001;

    private static final List<String> FIRST = List.of(
            "Ada", "Zoë", "José", "Łukasz", "Mei", "Noor", "Ödön", "Priya", "Seán", "Tomás", "Ursula", "Vikram",
            "Wanda", "李", "Ngọc", "Đorđe");
    private static final List<String> LAST = List.of(
            "Okafor",
            "Müller",
            "O'Brien",
            "van der Berg",
            "García Márquez",
            "Nowak",
            "Singh",
            "Tanaka",
            "Šimić",
            "Smith",
            "Åkesson",
            "da Silva",
            "Yılmaz",
            "Ivanova",
            "明",
            "St. John");
    private static final List<String> CITIES =
            List.of("Berlin", "Köln", "Zürich", "Wien", "Kraków", "São Paulo", "Reykjavík", "Lyon");

    @Override
    public String id(long index) {
        return "" + (FIRST_ID + index);
    }

    @Override
    public OptionalLong index(String id) {
        return id.matches("\\d{1,15}") && Long.parseLong(id) >= FIRST_ID
                ? OptionalLong.of(Long.parseLong(id) - FIRST_ID)
                : OptionalLong.empty();
    }

    @Override
    public Instant updatedAt(long index) {
        return Spread.updatedAt(index, size);
    }

    String name(long index) {
        SplittableRandom random = Spread.random(seed, index);
        return Spread.one(random, FIRST) + " " + Spread.one(random, LAST);
    }

    String email(long index) {
        return "client" + id(index) + "@mail.example";
    }

    @Override
    public Map<String, @Nullable Object> row(long index) {
        SplittableRandom random = Spread.random(seed, index);
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        if (index % 3 == 0) {
            row.put("id", FIRST_ID + index);
        } else {
            row.put("id", id(index));
        }
        row.put("first_name", Spread.one(random, FIRST));
        row.put("last_name", Spread.one(random, LAST));
        row.put("email", email(index));
        int phone = random.nextInt(10);
        if (phone > 1) {
            row.put("phone", "+49 30 " + (1_000_000 + random.nextInt(9_000_000)));
        } else if (phone == 1) {
            row.put("phone", null);
        } // else the field is missing
        row.put(
                "date_of_birth",
                random.nextInt(8) == 0 ? null : "" + LocalDate.ofEpochDay(random.nextInt(-10_000, 14_000)));
        row.put("city", Spread.one(random, CITIES));
        row.put("newsletter", random.nextBoolean());
        if (random.nextInt(12) == 0) {
            row.put("notes", random.nextBoolean() ? "" : "Prefers mornings.\r\nAllergic to \"lavender\".");
        }
        row.put("created_at", "" + updatedAt(index).minusSeconds(86_400L * (1 + random.nextInt(300))));
        return row;
    }
}
