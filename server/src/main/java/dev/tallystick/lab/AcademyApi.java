package dev.tallystick.lab;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A school: `/academy/api/courses` and, of each course, `/academy/api/courses/{id}/enrollments`, by offset and limit,
/// with a bearer token. The rows below have ids that are unique only within their course.
public final class AcademyApi implements Api {

    private static final String TOKEN = "lab-academy-token";
    private static final String PREFIX = "/academy/api/courses";
    private static final int MOST_ENROLLED = 40;
    private static final List<String> SUBJECTS = List.of("Anatomy", "Breathing", "Ethics", "Hygiene", "Posture", "Zen");

    private final long seed;
    private final Clock clock;
    private final LabTable courses;
    private final Map<String, LabTable> enrollments = new ConcurrentHashMap<>();

    AcademyApi(long seed, long courseRows, Clock clock) {
        this.seed = seed + 4;
        this.clock = clock;
        courses = new LabTable(
                "courses", "id", "modified", new ListRecipe("c", this.seed, courseRows, AcademyApi::course), clock);
    }

    public LabTable courses() {
        return courses;
    }

    /// Of one course; between none and 39 at the beginning.
    public LabTable enrollments(String course) {
        return enrollments.computeIfAbsent(course, id -> {
            long own = seed * 31 + id.hashCode();
            long rows = new SplittableRandom(own).nextInt(MOST_ENROLLED);
            return new LabTable(
                    "enrollments", "id", "modified", new ListRecipe("", own, rows, AcademyApi::enrollment), clock);
        });
    }

    public String token() {
        return TOKEN;
    }

    @Override
    public List<LabTable> tables() {
        return List.of(courses);
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith("/academy/");
    }

    @Override
    public Reply handle(Call call) {
        if (!Api.bearer(call).equals(TOKEN)) {
            return Reply.of(401, "application/json", "{\"message\":\"Unauthenticated.\"}")
                    .with("WWW-Authenticate", "Bearer");
        }
        if (call.path().equals(PREFIX)) {
            return list(call, courses);
        }
        String[] parts = call.path().split("/", -1);
        boolean known = call.path().startsWith(PREFIX + "/")
                && parts.length <= 6
                && courses.has(parts[4])
                && courses.row(parts[4]).deletedAt() == null;
        if (known && parts.length == 5) {
            return Reply.json(shown(courses, courses.row(parts[4])));
        }
        if (known && parts[5].equals("enrollments")) {
            return list(call, enrollments(parts[4]));
        }
        return Reply.of(404, "application/json", "{\"message\":\"Not found.\"}");
    }

    private static Reply list(Call call, LabTable table) {
        int limit = call.number("limit", 20, 1, 100);
        Paging.Page page = Paging.byOffset(call, table, call.number("offset", 0, 0, Integer.MAX_VALUE), limit);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("count", page.total());
        body.put("results", page.rows().stream().map(row -> shown(table, row)).toList());
        return Reply.json(body);
    }

    private static Map<String, @Nullable Object> shown(LabTable table, LabTable.Row row) {
        return Paging.shown(table, row, "" + row.updatedAt());
    }

    private static Map<String, @Nullable Object> course(SplittableRandom random, long index) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("title", Spread.one(random, SUBJECTS) + " " + (1 + index / SUBJECTS.size()));
        row.put("seats", MOST_ENROLLED);
        row.put("teacher", random.nextInt(6) == 0 ? null : Map.of("name", "T. " + Spread.one(random, SUBJECTS)));
        row.put("published", random.nextInt(4) != 0);
        return row;
    }

    private static Map<String, @Nullable Object> enrollment(SplittableRandom random, long index) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("student", "student" + random.nextInt(500) + "@mail.example");
        row.put("progress", random.nextInt(0, 101) / 100.0);
        row.put("grade", index % 3 == 0 ? null : Spread.one(random, List.of("A", "B", "C", "incomplete")));
        return row;
    }
}
