package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Does what a request asks once, however often the request comes: a client that lost the answer sends it again with
/// the
/// same `Idempotency-Key` and gets the first answer again.
public final class AnswerOnce {
    /// A client that asks again later than this has long learnt the outcome by looking.
    private static final Duration KEPT = Duration.ofHours(24);

    private static final int LONGEST_KEY = 200;

    private final Transactions transactions;
    private final JsonMapper json;
    private final Clock clock;

    AnswerOnce(Transactions transactions, JsonMapper json, Clock clock) {
        this.transactions = transactions;
        this.json = json;
        this.clock = clock;
    }

    /// @param key as the client sent it, null when it sent none: then the work is simply done
    /// @param request what was asked, so that a key used for something else is noticed
    public <T> T answer(Identity identity, @Nullable String key, String request, Class<T> type, Supplier<T> work) {
        if (key == null || key.isBlank()) {
            return work.get();
        }
        var name = key.strip();
        if (name.length() > LONGEST_KEY) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "invalid",
                    "The Idempotency-Key is longer than " + LONGEST_KEY + " characters.");
        }
        var before = transactions.in(identity.workspace(), jdbc -> claim(jdbc, identity, name, request));
        if (before.isPresent()) {
            return json.readValue(before.get(), type);
        }
        try {
            var answer = work.get();
            transactions.in(identity.workspace(), jdbc -> keep(jdbc, identity, name, json.writeValueAsString(answer)));
            return answer;
        } catch (RuntimeException failed) {
            transactions.in(identity.workspace(), jdbc -> release(jdbc, identity, name));
            throw failed;
        }
    }

    /// @return the first answer, when there is one; empty when the key is ours now
    private Optional<String> claim(JdbcClient jdbc, Identity identity, String key, String request) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        jdbc.sql("delete from answer where at < ?").param(now.minus(KEPT)).update();
        int claimed = jdbc.sql("""
                        insert into answer (workspace_id, person_id, key, request, at) values (?, ?, ?, ?, ?)
                        on conflict do nothing
                        """)
                .params(identity.workspace().value(), identity.id().value(), key, request, now)
                .update();
        if (claimed == 1) {
            return Optional.empty();
        }
        var first = jdbc.sql("select request, answer from answer where person_id = ? and key = ?")
                .params(identity.id().value(), key)
                .query((row, _) -> new First(row.getString("request"), row.getString("answer")))
                .single();
        if (!first.request().equals(request)) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "key_reused",
                    "This Idempotency-Key was used for another request. Use a new one for each thing you want done.");
        }
        if (first.answer() == null) {
            throw Refusal.conflict(
                    "in_progress", "The first request with this Idempotency-Key is still being done. Ask again soon.");
        }
        return Optional.of(first.answer());
    }

    private record First(String request, @Nullable String answer) {}

    private static int keep(JdbcClient jdbc, Identity identity, String key, String answer) {
        return jdbc.sql("update answer set answer = ?::jsonb where person_id = ? and key = ?")
                .params(answer, identity.id().value(), key)
                .update();
    }

    private static int release(JdbcClient jdbc, Identity identity, String key) {
        return jdbc.sql("delete from answer where person_id = ? and key = ? and answer is null")
                .params(identity.id().value(), key)
                .update();
    }
}
