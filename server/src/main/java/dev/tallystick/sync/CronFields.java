package dev.tallystick.sync;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The five fields of a crontab line, as a calendar of wall-clock minutes. It knows no zone: what a clock that is put
/// forward or back means for a schedule is decided in [Schedule].
///
/// Written here rather than taken: Spring's expression wants a sixth field for seconds and joins the two day fields
/// with "and", where every crontab that people bring along means "or".
record CronFields(BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays, boolean eitherDay) {

    /// From one 29 February to the next are at most eight years (2096 to 2104), so what does not come in this time
    /// never comes.
    static final int YEARS_TO_LOOK_AHEAD = 9;

    private static final Map<String, String> SHORTHANDS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    /// @throws IllegalArgumentException with a sentence that names the field
    static CronFields parse(String expression) {
        var text = SHORTHANDS.getOrDefault(expression.strip().toLowerCase(Locale.ROOT), expression.strip());
        var fields = text.split("\\s+");
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "A cron has five fields (minute hour day month weekday), and '%s' has %d."
                            .formatted(expression, text.isEmpty() ? 0 : fields.length));
        }
        var days = Part.DAY.values(fields[2]);
        var weekdays = Part.WEEKDAY.values(fields[4]);
        if (weekdays.get(7)) {
            weekdays.set(0);
            weekdays.clear(7);
        }
        var cron = new CronFields(
                Part.MINUTE.values(fields[0]),
                Part.HOUR.values(fields[1]),
                days,
                Part.MONTH.values(fields[3]),
                weekdays,
                !fields[2].startsWith("*") && !fields[4].startsWith("*"));
        if (!cron.everComes()) {
            throw new IllegalArgumentException("The cron '%s' names a day that never comes.".formatted(expression));
        }
        return cron;
    }

    /// Whether the hour field names certain hours. Such a job belongs to the wall clock; one for every hour belongs to
    /// elapsed time.
    boolean fixedHours() {
        return hours.cardinality() < 24;
    }

    /// The first minute in `[from, before)` that the fields name.
    Optional<LocalDateTime> first(LocalDateTime from, LocalDateTime before) {
        var start = from.withSecond(0).withNano(0);
        if (start.isBefore(from)) {
            start = start.plusMinutes(1);
        }
        var time = start.toLocalTime();
        for (var date = start.toLocalDate(); date.atStartOfDay().isBefore(before); date = date.plusDays(1)) {
            if (!months.get(date.getMonthValue())) {
                date = date.withDayOfMonth(date.lengthOfMonth());
                time = LocalTime.MIDNIGHT;
                continue;
            }
            var found = onDay(date) ? firstOfDay(date, time) : Optional.<LocalDateTime>empty();
            if (found.isPresent()) {
                return found.filter(minute -> minute.isBefore(before));
            }
            time = LocalTime.MIDNIGHT;
        }
        return Optional.empty();
    }

    private Optional<LocalDateTime> firstOfDay(LocalDate date, LocalTime from) {
        for (int hour = hours.nextSetBit(from.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int minute = minutes.nextSetBit(hour == from.getHour() ? from.getMinute() : 0);
            if (minute >= 0) {
                return Optional.of(date.atTime(hour, minute));
            }
        }
        return Optional.empty();
    }

    boolean matches(LocalDateTime minute) {
        return minutes.get(minute.getMinute())
                && hours.get(minute.getHour())
                && months.get(minute.getMonthValue())
                && onDay(minute.toLocalDate());
    }

    private boolean onDay(LocalDate date) {
        var byDay = days.get(date.getDayOfMonth());
        var byWeekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
        return eitherDay ? byDay || byWeekday : byDay && byWeekday;
    }

    private boolean everComes() {
        // Any four years hold every date and every weekday of every month; 29 February is among them.
        var from = LocalDate.of(2000, 1, 1).atStartOfDay();
        return first(from, from.plusYears(YEARS_TO_LOOK_AHEAD + 28L)).isPresent();
    }

    /// One of the five, with what may stand in it.
    private record Part(String word, int least, int most, List<String> names) {
        static final Part MINUTE = new Part("minute", 0, 59, List.of());
        static final Part HOUR = new Part("hour", 0, 23, List.of());
        static final Part DAY = new Part("day", 1, 31, List.of());
        static final Part MONTH = new Part(
                "month",
                1,
                12,
                List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"));
        /// Sunday is 0 and 7.
        static final Part WEEKDAY = new Part("weekday", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

        BitSet values(String text) {
            var values = new BitSet(most + 1);
            for (var item : text.split(",", -1)) {
                add(values, item);
            }
            return values;
        }

        private void add(BitSet values, String item) {
            var slash = item.split("/", -1);
            var ends = slash[0].split("-", -1);
            if (slash.length > 2 || ends.length > 2) {
                throw wrong(item, least);
            }
            int from = ends[0].equals("*") ? least : number(ends[0]);
            // `*` and `5/10` run to the end.
            int to = ends.length == 2 ? number(ends[1]) : ends[0].equals("*") || slash.length == 2 ? last() : from;
            int step = slash.length == 2 ? step(slash[1]) : 1;
            if (to < from) {
                throw new IllegalArgumentException("The cron's %s '%s' runs backwards.".formatted(word, item));
            }
            for (int value = from; value <= to; value += step) {
                values.set(value);
            }
        }

        /// Without the weekday 7, which is 0 again.
        private int last() {
            return Math.min(most, least + (names.isEmpty() ? most : names.size() - 1));
        }

        private int number(String text) {
            int name = names.indexOf(text.toLowerCase(Locale.ROOT));
            return name >= 0 ? name + least : digits(text, least);
        }

        private int step(String text) {
            return digits(text, 1);
        }

        private int digits(String text, int atLeast) {
            int number = text.matches("\\d{1,2}") ? Integer.parseInt(text) : -1;
            if (number < atLeast || number > most) {
                throw wrong(text, atLeast);
            }
            return number;
        }

        private IllegalArgumentException wrong(String text, int atLeast) {
            return new IllegalArgumentException(
                    "The cron's %s is '%s', and must be %d to %d, *, a range 1-5, a list 1,3 or a step */2."
                            .formatted(word, text, atLeast, most));
        }
    }
}
