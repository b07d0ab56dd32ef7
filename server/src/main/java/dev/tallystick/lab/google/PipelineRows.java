package dev.tallystick.lab.google;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Invented companies and people, each from its index and the seed alone.
record PipelineRows(long seed) {

    static final int COMPANIES = 60;

    private static final List<String> FIRST = List.of(
            "Alder",
            "Birke",
            "Cedar",
            "Dörr",
            "Elbe",
            "Fjord",
            "Gärtner",
            "Hafen",
            "Isar",
            "Jantar",
            "Kestrel",
            "Löwen",
            "Meridian",
            "Norte",
            "Ostara");
    private static final List<String> LAST = List.of("Foods", "Logistik", "Studio", "& Söhne");
    private static final List<String> INDUSTRIES = List.of("Food", "Logistics", "Design", "Crafts", "Software");
    private static final List<String> GIVEN =
            List.of("Ada", "Zoë", "José", "Łukasz", "Mei", "Noor", "Priya", "Seán", "Tomás", "Wanda");
    private static final List<String> FAMILY = List.of(
            "Okafor", "Müller", "O'Brien", "García", "Nowak", "Singh", "Tanaka", "Šimić", "Smith", "Åkesson", "Ivanova",
            "Yılmaz");
    private static final List<String> STAGES = List.of("Lead", "Talking", "Offer", "Won", "Lost");

    /// What the sheet calls the statuses of a company.
    static final List<String> STATUSES = List.of("Open", "Active", "Left");

    private SplittableRandom random(long index) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
    }

    private static <T> T one(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    static String companyName(int index) {
        return FIRST.get(index % FIRST.size()) + " " + LAST.get(index / FIRST.size() % LAST.size());
    }

    @Nullable
    Object[] company(int index) {
        SplittableRandom random = random(10_000 + index);
        String name = companyName(index);
        return new @Nullable Object[] {
            name,
            one(random, STATUSES),
            one(random, INDUSTRIES),
            "https://" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-") + ".example",
            3 + random.nextInt(400),
            "" + LocalDate.of(2019, 1, 7).plusDays(random.nextInt(2400)),
            random.nextInt(5) == 0 ? "Asks for offers in writing.\nPays within \"14 days\"." : null
        };
    }

    @Nullable
    Object[] contact(int index) {
        SplittableRandom random = random(index);
        // Each name once: the index says which given name goes with which family name.
        String name = GIVEN.get(index % GIVEN.size()) + " " + FAMILY.get(index / GIVEN.size() % FAMILY.size());
        return new @Nullable Object[] {
            name,
            "contact" + (index + 1) + "@mail.example",
            random.nextInt(5) == 0 ? null : "'+49 30 " + (1_000_000 + random.nextInt(9_000_000)),
            companyName(random.nextInt(COMPANIES)),
            one(random, STAGES),
            "" + LocalDate.of(2026, 3, 1).plusDays(random.nextInt(250)),
            random.nextInt(8) == 0 ? null : random.nextInt(101)
        };
    }
}
