package dev.tallystick.lab;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Films: `/movies`, a bare array without ids, keys or envelope, by offset and limit, with the count in a header. It
/// has the columns and the kinds of dirt of the well-known `movies.json` of vega-datasets: titles that are numbers, the
/// same title twice, releases in the future, gross of nought. That file itself names no licence, so it is not shipped;
/// whoever has it can have its rows served instead.
public final class MoviesApi implements Api {

    /// The array holds no id; this one stays inside.
    private static final String HIDDEN_ID = "#";

    private static final DateTimeFormatter US = DateTimeFormatter.ofPattern("MMM dd yyyy", Locale.US);
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("d-MMM-yy", Locale.US);
    private static final List<String> TITLES = List.of(
            "The Tally", "Split", "Two Halves", "The Exchequer", "300", "Agreement", "Ledger: Part", "Amélie's Key");

    private final LabTable movies;

    MoviesApi(long seed, long rows, @Nullable Path file, Clock clock) {
        Recipe recipe = file == null ? new ListRecipe("m", seed + 5, rows, MoviesApi::movie) : new Given(read(file));
        movies = new LabTable("movies", HIDDEN_ID, "", recipe, clock);
    }

    public LabTable movies() {
        return movies;
    }

    @Override
    public List<LabTable> tables() {
        return List.of(movies);
    }

    @Override
    public boolean serves(String path) {
        return path.equals("/movies");
    }

    @Override
    public Reply handle(Call call) {
        int limit = call.number("limit", 100, 1, 5000);
        Paging.Page page = Paging.byOffset(call, movies, call.number("offset", 0, 0, Integer.MAX_VALUE), limit);
        return Reply.json(page.rows().stream().map(MoviesApi::shown).toList()).with("X-Total-Count", "" + page.total());
    }

    private static Map<String, @Nullable Object> shown(LabTable.Row row) {
        var shown = new LinkedHashMap<String, @Nullable Object>(row.fields());
        shown.remove(HIDDEN_ID);
        shown.remove("id");
        return shown;
    }

    private static Map<String, @Nullable Object> movie(SplittableRandom random, long index) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        String title = Spread.one(random, TITLES) + (index % 9 == 0 ? "" : " " + index);
        if (index % 31 == 0) {
            row.put("Title", 1941 + random.nextInt(80));
        } else {
            row.put("Title", index % 97 == 0 ? null : title);
        }
        row.put("US Gross", random.nextInt(12) == 0 ? null : random.nextInt(8) == 0 ? 0 : random.nextInt(400_000_000));
        row.put("Worldwide Gross", random.nextInt(20) == 0 ? "Unknown" : random.nextLong(2_000_000_000L));
        row.put("Production Budget", random.nextInt(200_000) * 1000L);
        LocalDate released = LocalDate.of(1940, 1, 1).plusDays(random.nextInt(45_000)); // some lie in the future
        row.put(
                "Release Date",
                switch (random.nextInt(6)) {
                    case 0 -> SHORT.format(released);
                    case 1 -> "" + released.getYear();
                    case 2 -> random.nextBoolean() ? "TBD" : null;
                    default -> US.format(released);
                });
        row.put("MPAA Rating", Spread.one(random, List.of("R", "PG-13", "PG", "G", "Not Rated", "Open")));
        row.put("Running Time min", random.nextInt(3) == 0 ? null : 60 + random.nextInt(150));
        row.put("IMDB Rating", random.nextInt(10) == 0 ? null : random.nextInt(10, 100) / 10.0);
        row.put("IMDB Votes", random.nextInt(500_000));
        return row;
    }

    private static List<Map<String, @Nullable Object>> read(Path file) {
        return JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readValue(file, new TypeReference<>() {});
    }

    /// Rows of a file.
    private record Given(List<Map<String, @Nullable Object>> rows) implements Recipe {
        @Override
        public long size() {
            return rows.size();
        }

        @Override
        public String id(long index) {
            return "m" + (index + 1);
        }

        @Override
        public OptionalLong index(String id) {
            return id.matches("m[1-9]\\d{0,8}")
                    ? OptionalLong.of(Long.parseLong(id.substring(1)) - 1)
                    : OptionalLong.empty();
        }

        @Override
        public Instant updatedAt(long index) {
            return Spread.updatedAt(index, rows.size());
        }

        @Override
        public Map<String, @Nullable Object> row(long index) {
            return new LinkedHashMap<>(rows.get((int) index));
        }
    }
}
