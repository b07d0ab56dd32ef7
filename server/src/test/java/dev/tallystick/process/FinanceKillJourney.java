package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.ExampleServer;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.plaid.PlaidItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The finance example is killed in the middle of a bank's pages and in the middle of their writing, while the bank
/// goes
/// on booking: its cursor moves only with what was recorded, and at the end the table is what the bank says.
@Tag("long")
class FinanceKillJourney {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final String CURSORS = "select count(*) from sync_state join sync on sync.id = sync_id"
            + " where sync.name = 'transactions' and cursor is not null";
    private static final String TWICE = "select count(*) from (select key from truth.written where op = 'INSERT'"
            + " and tab = 'bank_transactions' group by 1 having count(*) > 1) as twice";
    private static final int BOOKED = 2_200;

    @TempDir
    Path folder;

    private final Map<String, BigDecimal> removed = new HashMap<>();
    private @Nullable Node node;
    private long run;

    @Test
    void losesNothingAndWritesNothingTwiceWhereverItDies() {
        try (var lab = Lab.start(Lab.Options.STANDARD)) {
            var giro = lab.plaid().addItem();
            giro.addAccount("Giro", "depository", "100.00");
            giro.book(BOOKED);
            var cards = lab.plaid().addItem();
            cards.addAccount("Card", "credit", "10.00");
            cards.book(700);
            // Of a bank's pages are dozens read; the limit of a minute is another test's.
            lab.plaid().limited(false);
            configure(lab, giro, cards);
            start();
            try {
                var truth = new Truth(folder.resolve("data"));
                truth.watch();
                diesBetweenTwoPages(truth, giro, giro);
                assertThat(truth.number("select count(*) from truth.written")).isZero();
                diesWhileWriting(truth);
                assertThat(truth.number("select count(*) from truth.written")).isPositive();
                finish();
                assertThat(truth.own(CURSORS)).isEqualTo(1);
                assertAgrees(truth, giro, cards);

                // The second day: from cursors, with corrections, removals and a bank that goes on booking.
                goesOn(giro, 1_300);
                goesOn(cards, 40);
                var before = cursor(truth);
                // Twice only: whatever kills three workers is in quarantine.
                diesBetweenTwoPages(truth, cards, giro);
                diesWhileWriting(truth);
                assertThat(cursor(truth)).as("it moves with the end of the run").isEqualTo(before);
                finish();
                assertThat(cursor(truth)).isNotEqualTo(before);
                assertAgrees(truth, giro, cards);
            } finally {
                if (node().alive()) {
                    node().signal("TERM");
                    node().exit(Duration.ofSeconds(60));
                }
            }
        }
    }

    /// Right after the bank has answered a page, before what follows is asked for.
    private void diesBetweenTwoPages(Truth truth, PlaidItem at, PlaidItem booking) {
        var answered = new CountDownLatch(1);
        at.afterNextPage(answered::countDown);
        start();
        if (run == 0) {
            run = trigger();
        }
        var cursors = truth.own(CURSORS);
        try {
            assertThat(answered.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        node().kill();
        booking.book(3);
        assertThat(truth.own(CURSORS)).isEqualTo(cursors);
    }

    private void diesWhileWriting(Truth truth) {
        start();
        var cursors = truth.own(CURSORS);
        var seen = node().awaitRun(
                        run,
                        LONG,
                        found -> Node.ended(found)
                                || found.at("/progress/applied").asLong() > 60);
        assertThat(Node.ended(seen)).as("it was killed in time: %s", seen).isFalse();
        node().kill();
        assertThat(truth.own(CURSORS)).isEqualTo(cursors);
    }

    private long trigger() {
        return Objects.requireNonNull(
                node().trigger("/api/v1/sync/transactions").get("transactions"));
    }

    private void finish() {
        start();
        succeeds();
        run = trigger();
        succeeds();
        run = 0;
    }

    private void succeeds() {
        var ended = node().awaitRun(run, LONG, Node::ended);
        assertThat(ended.get("status").asString()).as("%s", ended).isEqualTo("succeeded");
    }

    private void goesOn(PlaidItem item, int booked) {
        var ids = item.transactionIds();
        for (int at = 0; at < 40; at++) {
            item.change(ids.get(at), "amount", new BigDecimal("1" + at + ".25"));
        }
        for (int at = 40; at < 60; at++) {
            removed.put(ids.get(at), BigDecimal.ZERO);
            item.remove(ids.get(at));
        }
        item.book(booked);
    }

    private static String cursor(Truth truth) {
        return Long.toString(truth.own("select hashtext(cursor) from sync_state join sync on sync.id = sync_id"
                + " where sync.name = 'transactions'"));
    }

    private void assertAgrees(Truth truth, PlaidItem... banks) {
        var expected = new HashMap<String, BigDecimal>();
        for (var bank : banks) {
            bank.transactions().forEach((id, amount) -> expected.put(id, amount));
        }
        var found = new HashSet<String>();
        truth.each("select external_id, amount, state from bank_transactions", row -> {
            var id = row.getString(1);
            assertThat(found.add(id)).isTrue();
            if (removed.containsKey(id)) {
                assertThat(row.getString(3)).as(id).isEqualTo("removed");
            } else {
                assertThat(row.getString(3)).as(id).isNull();
                assertThat(row.getBigDecimal(2)).as(id).isEqualByComparingTo(expected.get(id));
            }
        });
        expected.keySet().forEach(id -> assertThat(found).contains(id));
        assertThat(found).hasSize(expected.size() + removed.size());
        assertThat(truth.number(TWICE)).as("rows inserted twice").isZero();
        assertThat(truth.own("select count(*) from batch where status = 'open'"))
                .isZero();
        assertThat(truth.own("select count(*) from change where status = 'done'"))
                .as("writes that the journal tells")
                .isEqualTo(truth.number("select count(*) from truth.written where tab = 'bank_transactions'"));
    }

    private Node node() {
        return Objects.requireNonNull(node);
    }

    private void start() {
        if (node == null || !node.alive()) {
            node = Node.up(
                    folder.resolve("data"),
                    Map.of(),
                    "--port",
                    "0",
                    "--config",
                    folder.resolve("tallystick.yaml").toString());
        }
    }

    private void configure(Lab lab, PlaidItem giro, PlaidItem cards) {
        var text = ExampleServer.liveBanks(packed(), lab, Map.of("giro", giro, "cards", cards))
                .replace("key: transaction_id", "key: external_id")
                .replace("attempts: 5", "attempts: 20\n    batch_rows: 50")
                .replace("backoff: polynomial", "backoff: exponential, wait: 1s");
        try {
            Files.writeString(folder.resolve("tallystick.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packed() {
        try (var in = FinanceKillJourney.class.getResourceAsStream("/examples/finance/tallystick.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
