package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.Refusal;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

class AnswerOnceTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    record Made(long run) {}

    private final AtomicInteger times = new AtomicInteger();
    private AnswerOnce answerOnce;
    private Identity ada;

    @BeforeEach
    void meet() {
        answerOnce =
                new AnswerOnce(database.transactions(), JsonMapper.builder().build(), Clock.systemUTC());
        var workspace = database.transactions()
                .system(jdbc -> jdbc.sql("""
                        insert into workspace (name) values ('w' || gen_random_uuid()) returning id
                        """).query(Long.class).single());
        ada = new Identity(
                new PersonId(7), "Ada", new WorkspaceId(workspace), Role.OPERATOR, Identity.Kind.TOKEN, "token");
    }

    private Made ask(String key, String request) {
        return answerOnce.answer(ada, key, request, Made.class, () -> new Made(times.incrementAndGet()));
    }

    @Test
    void doesItOnceAndGivesTheFirstAnswerAgain() {
        assertThat(ask("k1", "start clients")).isEqualTo(new Made(1));
        assertThat(ask("k1", "start clients")).isEqualTo(new Made(1));
        assertThat(times).hasValue(1);
    }

    @Test
    void doesItEachTimeWithoutAKeyAndWithAnother() {
        ask("k1", "start clients");
        ask("k2", "start clients");
        answerOnce.answer(ada, null, "start clients", Made.class, () -> new Made(times.incrementAndGet()));
        assertThat(times).hasValue(3);
    }

    @Test
    void refusesAKeyThatWasUsedForSomethingElse() {
        ask("k1", "start clients");
        assertThatThrownBy(() -> ask("k1", "start appointments"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("key_reused"));
        assertThat(times).hasValue(1);
    }

    @Test
    void saysThatTheFirstIsStillBeingDone() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = other.submit(() -> answerOnce.answer(ada, "k1", "start", Made.class, () -> {
                begun.countDown();
                await(mayEnd);
                return new Made(times.incrementAndGet());
            }));
            begun.await();
            assertThatThrownBy(() -> ask("k1", "start"))
                    .isInstanceOfSatisfying(
                            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("in_progress"));
            mayEnd.countDown();
            assertThat(first.get()).isEqualTo(new Made(1));
        }
    }

    @Test
    void forgetsAKeyWhoseWorkFailed() {
        assertThatThrownBy(() -> answerOnce.answer(ada, "k1", "start", Made.class, () -> {
                    throw Refusal.conflict("paused", "Paused.");
                }))
                .isInstanceOf(Refusal.class);
        assertThat(ask("k1", "start")).isEqualTo(new Made(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
