package dev.tallystick.lab.google;

import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// So many requests a minute for the project and for each of its users, reads and writes apart; a batch is one request,
/// and each minute begins afresh. Sources: the page "Usage limits" of the Sheets API; the body of
/// the 429 as reported in r-lib/gargle#160.
public final class Quota {

    private static final int PROJECT = 300;
    private static final int USER = 60;

    private final Clock clock;
    private final Map<String, Integer> used = new HashMap<>();
    private long minute;
    private int perProject = PROJECT;
    private int perUser = USER;

    Quota(Clock clock) {
        this.clock = clock;
    }

    public synchronized void set(int project, int user) {
        perProject = project;
        perUser = user;
    }

    /// Nothing is refused.
    public void lift() {
        set(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /// What the project has used in this minute.
    public synchronized int used(boolean write) {
        turn();
        return used.getOrDefault(word(write), 0);
    }

    private void turn() {
        long now = Math.floorDiv(clock.instant().getEpochSecond(), 60);
        if (now != minute) {
            minute = now;
            used.clear();
        }
    }

    /// @throws GoogleError where nothing is left
    synchronized void take(boolean write, String user) {
        turn();
        String project = word(write);
        String person = project + " " + user;
        if (used.getOrDefault(person, 0) >= perUser) {
            throw exceeded(write, " per user", "PerUser", perUser);
        }
        if (used.getOrDefault(project, 0) >= perProject) {
            throw exceeded(write, "", "PerProject", perProject);
        }
        used.merge(person, 1, Integer::sum);
        used.merge(project, 1, Integer::sum);
    }

    private static String word(boolean write) {
        return write ? "Write" : "Read";
    }

    private static GoogleError exceeded(boolean write, String whose, String limit, int value) {
        String word = word(write);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("consumer", "projects/1");
        metadata.put("service", "sheets.googleapis.com");
        metadata.put("quota_metric", "sheets.googleapis.com/" + word.toLowerCase(Locale.ROOT) + "_requests");
        metadata.put("quota_limit", word + "RequestsPerMinute" + limit);
        metadata.put("quota_limit_value", "" + value);
        return GoogleError.exhausted(
                "Quota exceeded for quota metric '" + word + " requests' and limit '" + word + " requests per minute"
                        + whose + "' of service 'sheets.googleapis.com' for consumer 'project_number:1'.",
                metadata);
    }
}
