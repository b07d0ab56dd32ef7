package dev.tallystick.lab.google.grid;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/// Serial dates by a pattern of Google's: y, m, d, h, s, am/pm, `.000`, and `[h]` for hours beyond a day. An `m` next
/// to
/// hours or seconds is minutes.
final class DateText {

    private final String pattern;
    private final double serial;
    private final LocalDateTime time;
    private final Locale locale;
    private final boolean halfDays;
    private final StringBuilder text = new StringBuilder();

    private DateText(String pattern, double serial, Locale locale) {
        this.pattern = pattern;
        this.serial = serial;
        this.time = SerialDate.time(serial);
        this.locale = locale;
        this.halfDays = pattern.toLowerCase(Locale.ROOT).contains("am/pm");
    }

    static String of(double serial, String pattern, SheetLocale locale) {
        var date = new DateText(pattern, serial, locale.java());
        date.write();
        return date.text.toString();
    }

    private void write() {
        boolean minutes = false; // whether the next m would be minutes
        int at = 0;
        while (at < pattern.length()) {
            char letter = Character.toLowerCase(pattern.charAt(at));
            if (pattern.regionMatches(true, at, "am/pm", 0, 5)) {
                text.append(time.getHour() < 12 ? "AM" : "PM");
                at += 5;
                continue;
            }
            if (pattern.regionMatches(true, at, "[h]", 0, 3)) {
                text.append((long) Math.floor(serial * 24 + 1e-9));
                minutes = true;
                at += 3;
                continue;
            }
            if (letter == '"') {
                int end = pattern.indexOf('"', at + 1);
                text.append(pattern, at + 1, end < 0 ? pattern.length() : end);
                at = end < 0 ? pattern.length() : end + 1;
                continue;
            }
            int count = run(at);
            if (letter == 'm' && (minutes || beforeSeconds(at + count))) {
                padded(time.getMinute(), count);
            } else if ("ymdhs0".indexOf(letter) >= 0) {
                part(letter, count);
            } else {
                text.append(pattern, at, at + count);
            }
            if ("ymdhs".indexOf(letter) >= 0) {
                minutes = letter == 'h';
            }
            at += count;
        }
    }

    private int run(int at) {
        int end = at;
        while (end < pattern.length()
                && Character.toLowerCase(pattern.charAt(end)) == Character.toLowerCase(pattern.charAt(at))) {
            end++;
        }
        return end - at;
    }

    private boolean beforeSeconds(int at) {
        for (int next = at; next < pattern.length(); next++) {
            char letter = Character.toLowerCase(pattern.charAt(next));
            if (Character.isLetter(letter)) {
                return letter == 's';
            }
        }
        return false;
    }

    private void part(char letter, int count) {
        switch (letter) {
            case 'y' -> padded(count > 2 ? time.getYear() : time.getYear() % 100, count > 2 ? 4 : 2);
            case 'm' -> {
                if (count > 2) {
                    text.append(time.getMonth().getDisplayName(count == 3 ? TextStyle.SHORT : TextStyle.FULL, locale));
                } else {
                    padded(time.getMonthValue(), count);
                }
            }
            case 'd' -> {
                if (count > 2) {
                    text.append(
                            time.getDayOfWeek().getDisplayName(count == 3 ? TextStyle.SHORT : TextStyle.FULL, locale));
                } else {
                    padded(time.getDayOfMonth(), count);
                }
            }
            case 'h' -> padded(halfDays ? (time.getHour() + 11) % 12 + 1 : time.getHour(), count);
            case 's' -> padded(time.getSecond(), count);
            default ->
                text.append(String.format(Locale.ROOT, "%03d", time.getNano() / 1_000_000), 0, Math.min(count, 3));
        }
    }

    private void padded(int number, int count) {
        text.append(count > 1 ? String.format(Locale.ROOT, "%0" + count + "d", number) : "" + number);
    }
}
