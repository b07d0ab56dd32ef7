package dev.tallystick.lab.airtable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// How much may be asked: five requests a second of one base, fifty of one person's tokens over all, and what the plan
/// allows in a month. Whoever asks too much is answered nothing for thirty seconds.
/// Source: airtable.com/developers/web/api/rate-limits, and support.airtable.com, "Managing API call limits".
public final class Quota {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<String, Bucket> buckets = new HashMap<>();
    private int perBase = 5;
    private int perPerson = 50;
    private Duration freeze = Duration.ofSeconds(30);
    private long monthly;
    private int afterwards;
    private long used;
    private YearMonth month = YearMonth.of(1970, 1);

    private static final class Bucket {
        private final ArrayDeque<Instant> asked = new ArrayDeque<>();
        private Instant frozenUntil = Instant.MIN;
    }

    Quota(Clock clock) {
        this.clock = clock;
    }

    /// 0 takes a limit away.
    public synchronized void perSecond(int ofABase, int ofAPerson) {
        perBase = ofABase;
        perPerson = ofAPerson;
        buckets.clear();
    }

    /// How long nothing is answered after too much was asked.
    public synchronized void freeze(Duration other) {
        freeze = other;
    }

    /// 0 for a plan without a cap.
    ///
    /// @param perSecondAfterwards requests a second that are answered beyond the cap; 0 where all are refused.
    ///     Sources differ on which it is.
    public synchronized void monthly(long calls, int perSecondAfterwards) {
        monthly = calls;
        afterwards = perSecondAfterwards;
        used = 0;
    }

    /// Calls of this month that the cap counts.
    public synchronized long used() {
        return used;
    }

    synchronized void ask(String base, String person) {
        pass("base " + base, limitOfABase());
        pass("person " + person, perPerson);
    }

    synchronized void askPerson(String person) {
        pass("person " + person, perPerson);
    }

    private int limitOfABase() {
        boolean slowed = monthly > 0 && afterwards > 0 && used >= monthly;
        return slowed && (perBase == 0 || afterwards < perBase) ? afterwards : perBase;
    }

    private void pass(String who, int limit) {
        if (limit == 0) {
            return;
        }
        Instant now = clock.instant();
        Bucket bucket = buckets.computeIfAbsent(who, _ -> new Bucket());
        if (now.isBefore(bucket.frozenUntil)) {
            throw Rejected.tooFast();
        }
        while (!bucket.asked.isEmpty() && !bucket.asked.peekFirst().isAfter(now.minus(SECOND))) {
            bucket.asked.removeFirst();
        }
        if (bucket.asked.size() >= limit) {
            bucket.frozenUntil = now.plus(freeze);
            bucket.asked.clear();
            throw Rejected.tooFast();
        }
        bucket.asked.addLast(now);
    }

    /// Only what reads and writes records counts: the calls for the schema were seen to go on beyond the cap.
    synchronized void count() {
        YearMonth now = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
        if (!now.equals(month)) {
            month = now;
            used = 0;
        }
        used++;
        if (monthly > 0 && used > monthly && afterwards == 0) {
            used = monthly;
            throw Rejected.monthIsUsedUp();
        }
    }
}
