package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.Budget.Limit;
import dev.tallystick.connector.Budget.Rate;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.Surroundings.Turn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a call may go out now: what Airtable allows a base, a person and a month, shared by every sync and
/// node.
/// Source: airtable.com/developers/web/api/rate-limits.
final class Pace {
    private static final Rate OF_A_BASE = Rate.perSecond(5);

    /// Over all bases, for the tokens of one person. Who that is would cost a call to learn, so it is counted by
    /// token.
    private static final Rate OF_A_PERSON = Rate.perSecond(50);

    private final Surroundings surroundings;
    private final Limit person;
    private final Limit month;
    private final boolean capped;

    /// What a call is taken from.
    enum Spends {
        /// The month's calls, and the rate.
        MONTH,
        /// Only the rate: a check by hand must work when the month is used up, to say so.
        RATE
    }

    Pace(AirtableSettings settings, Surroundings surroundings) {
        this.surroundings = surroundings;
        // A token is never part of a key; its hash tells tokens apart and leads nowhere.
        String who =
                settings.token() == null ? "connection/" + surroundings.owner() : "token/" + hash(settings.token());
        String tenant = surroundings.owner().replaceAll("/.*", "");
        String account = settings.workspace()
                .map(name -> "workspace/" + tenant + "/" + hash(name))
                .orElse(who);
        this.person = Limit.of("airtable/" + who, "the Airtable token", OF_A_PERSON);
        this.capped = settings.monthlyCalls() != null;
        this.month = new Limit(
                "airtable/month/" + account,
                settings.plan().map(plan -> "the Airtable plan " + plan).orElse("the Airtable workspace's plan"),
                null,
                settings.monthlyCalls());
    }

    /// Waits for the next free place.
    ///
    /// @param base id of the base that is asked, "" for what belongs to no base
    /// @return to be closed when the answer came; null when the attempt should stop instead
    /// @throws ConnectorException with [Problem#RATE_LIMIT] when the wait would be too long, with [Problem#QUOTA]
    ///     when the month is used up
    @Nullable
    Turn turn(String base, String kind, Spends spends) {
        List<Limit> limits = new ArrayList<>();
        if (!base.isEmpty()) {
            limits.add(Limit.of(key(base), "the Airtable base " + base, OF_A_BASE));
        }
        limits.add(person);
        if (spends == Spends.MONTH) {
            limits.add(month);
        }
        return surroundings.turn(kind, limits.toArray(Limit[]::new));
    }

    /// Airtable has said that it wants to be left alone.
    ///
    /// @param base as above
    void freeze(String base, Duration pause) {
        surroundings.budget().throttled(base.isEmpty() ? person.key() : key(base), pause);
    }

    /// Calls of this month so far, as far as they are counted.
    long usedThisMonth() {
        return surroundings.budget().usedThisMonth(month.key());
    }

    /// What counts the month.
    Limit month() {
        return month;
    }

    boolean capped() {
        return capped;
    }

    private static String key(String base) {
        return "airtable/" + base;
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
