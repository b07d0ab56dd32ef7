package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Refusal;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Slows guessing down. Attempts are counted in the database before the password is looked at, so neither many at
/// once nor many nodes nor a restart give more of them; a success takes its own attempt back.
///
/// Nothing here locks an account for good: that would let anybody lock anybody out.
final class Throttle {
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int ACCOUNT_FREE = 5;
    private static final Duration LONGEST_ACCOUNT_DELAY = Duration.ofSeconds(30);
    private static final int ADDRESS_FREE = 20;
    private static final Duration GLOBAL_WINDOW = Duration.ofSeconds(1);
    private static final int GLOBAL_FREE = 10;

    private final Transactions transactions;
    private final Clock clock;

    Throttle(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /// Counts an attempt to sign in to this account, or refuses it.
    void attempt(String email, String address) {
        attempt(List.of(new Limit(accountKey(email), ACCOUNT_FREE, Throttle::growing), ofAddress(address)));
    }

    /// The same where no account is named.
    void attempt(String address) {
        attempt(List.of(ofAddress(address)));
    }

    /// @param delay how long to wait after so many attempts beyond the free ones
    private record Limit(String key, int free, IntFunction<Duration> delay) {}

    private static Limit ofAddress(String address) {
        return new Limit(addressKey(address), ADDRESS_FREE, _ -> WINDOW);
    }

    private void attempt(List<Limit> limits) {
        Instant now = clock.instant();
        Duration wait = transactions.systemRepeatable(db -> {
            // One at a time from here on, or many at once would all find the way still open.
            limits.forEach(limit -> lock(db, limit.key, now));
            Instant until = limits.stream()
                    .map(limit -> blockedUntil(db, limit.key, now))
                    .max(Comparator.naturalOrder())
                    .orElse(now);
            if (until.isAfter(now)) {
                return Duration.between(now, until);
            }
            if (count(db, "global", now, GLOBAL_WINDOW) > GLOBAL_FREE) {
                return GLOBAL_WINDOW;
            }
            for (Limit limit : limits) {
                int attempts = count(db, limit.key, now, WINDOW);
                if (attempts >= limit.free) {
                    block(db, limit.key, now.plus(limit.delay.apply(attempts - limit.free)));
                }
            }
            return Duration.ZERO;
        });
        if (wait.isPositive()) {
            throw Refusal.tooMany("too_many_attempts", "Too many attempts to sign in. Wait a moment.", wait);
        }
    }

    /// Takes back what `attempt` counted: it was the right password.
    void succeeded(JdbcClient db, String email, String address) {
        db.sql("delete from throttle where key = ?").param(accountKey(email)).update();
        takeBack(db, address);
    }

    /// The same where no account was named.
    boolean takeBack(JdbcClient db, String address) {
        db.sql("update throttle set attempts = greatest(0, attempts - 1), blocked_until = null where key = ?")
                .param(addressKey(address))
                .update();
        return true;
    }

    /// Whether this is the first of its kind within `window`, for what need not be recorded each time.
    boolean isFirst(JdbcClient db, String what, Duration window) {
        return count(db, "once:" + hashed(what), clock.instant(), window) == 1;
    }

    private static void lock(JdbcClient db, String key, Instant now) {
        db.sql("""
                        insert into throttle (key, began_at, attempts) values (:key, :now, 0)
                        on conflict (key) do update set attempts = throttle.attempts""").param("key", key).param("now", Timestamp.from(now)).update();
    }

    private static Instant blockedUntil(JdbcClient db, String key, Instant now) {
        return db.sql("select blocked_until from throttle where key = ? and blocked_until is not null")
                .param(key)
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant)
                .orElse(now);
    }

    private static int count(JdbcClient db, String key, Instant now, Duration window) {
        return db.sql("""
                        insert into throttle as t (key, began_at, attempts) values (:key, :now, 1)
                        on conflict (key) do update set
                          attempts = case when t.began_at > :since then t.attempts + 1 else 1 end,
                          began_at = case when t.began_at > :since then t.began_at else excluded.began_at end
                        returning attempts""")
                .param("key", key)
                .param("now", Timestamp.from(now))
                .param("since", Timestamp.from(now.minus(window)))
                .query(Integer.class)
                .single();
    }

    private static void block(JdbcClient db, String key, Instant until) {
        db.sql("update throttle set blocked_until = ? where key = ?")
                .param(Timestamp.from(until))
                .param(key)
                .update();
    }

    /// 1, 2, 4, 8, 16, then 30 seconds.
    private static Duration growing(int beyond) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(beyond, 5));
        return doubled.compareTo(LONGEST_ACCOUNT_DELAY) < 0 ? doubled : LONGEST_ACCOUNT_DELAY;
    }

    /// Hashed: people type passwords into the wrong field.
    private static String accountKey(String email) {
        return "account:" + hashed(email.strip().toLowerCase(Locale.ROOT));
    }

    private static String addressKey(String address) {
        return "address:" + network(address);
    }

    /// Whoever has one IPv6 address has 2^64 of them.
    private static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        String[] groups = address.split(":", -1);
        return String.join(":", Arrays.copyOf(groups, Math.min(4, groups.length)));
    }

    private static String hashed(String text) {
        return HexFormat.of().formatHex(Token.sha256(text), 0, 16);
    }

    /// Forgets what no window reaches back to.
    static void sweep(JdbcClient db, Instant now) {
        db.sql("delete from throttle where began_at < ? and (blocked_until is null or blocked_until < ?)")
                .param(Timestamp.from(now.minus(Duration.ofDays(1))))
                .param(Timestamp.from(now))
                .update();
    }
}
