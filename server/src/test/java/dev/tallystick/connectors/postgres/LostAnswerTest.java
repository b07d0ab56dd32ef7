package dev.tallystick.connectors.postgres;

import static dev.tallystick.connectors.postgres.Destination.batch;
import static dev.tallystick.connectors.postgres.Destination.creation;
import static dev.tallystick.connectors.postgres.Destination.edit;
import static dev.tallystick.connectors.postgres.Destination.fields;
import static dev.tallystick.connectors.postgres.Destination.kinds;
import static dev.tallystick.connectors.postgres.Destination.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.FencedException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Target;
import dev.tallystick.connector.Target.Fence;
import dev.tallystick.connectors.postgres.LossyNetwork.Loss;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LostAnswerTest {
    private static final Schema CLIENTS = fields("name", FieldType.TEXT);

    private Destination destination;
    private LossyNetwork network;
    private Target target;

    @BeforeEach
    void open() throws IOException {
        destination = new Destination();
        network = new LossyNetwork(destination.port());
        target = destination.target("clients", Map.of(), network.port());
        target.prepare(CLIENTS, true);
    }

    @AfterEach
    void close() throws IOException {
        network.close();
        destination.close();
    }

    @Test
    void aBatchWhoseAnswerWasLostIsFoundByItsMarker() {
        var batch = batch(creation("c1", text("name", "Ann")), creation("c2", text("name", "a\0")));
        network.lose(Loss.ANSWER_TO_COMMIT);

        assertThatThrownBy(() -> target.write(batch)).isInstanceOf(AmbiguousWriteException.class);

        target.fence(new Fence(Destination.OWNER, 2));
        assertThat(target.probe(batch.id()))
                .hasValueSatisfying(results -> assertThat(kinds(results)).isEqualTo("written refused"));
        assertThat(destination.rows("SELECT name FROM clients")).containsExactly("Ann");
        assertThatThrownBy(() -> target.write(batch)).isInstanceOf(FencedException.class);
    }

    @Test
    void aBatchThatNeverReachedItsCommitIsSurelyAbsent() {
        var batch = batch(creation("c1", text("name", "Ann")));
        network.lose(Loss.COMMIT);

        assertThatThrownBy(() -> target.write(batch)).isInstanceOf(AmbiguousWriteException.class);

        target.fence(new Fence(Destination.OWNER, 2));
        assertThat(target.probe(batch.id())).isEmpty();
        assertThat(destination.rows("SELECT name FROM clients")).isEmpty();
    }

    @Test
    void aWorkerKilledBeforeItsCommitLeavesNothing() throws Exception {
        target.write(batch(creation("c1", text("name", "Ann"))));
        var batch = batch(edit("c1", text("name", "Ann"), text("name", "Anna")));
        try (var other = destination.connect()) {
            other.setAutoCommit(false);
            Destination.run(other, "SELECT * FROM clients FOR UPDATE");
            var writing = CompletableFuture.supplyAsync(() -> target.write(batch), Thread::startVirtualThread);
            Awaitility.await()
                    .until(() -> destination
                            .rows(
                                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                            + " AND query LIKE '%\"" + destination.schema() + "\"%FOR NO KEY UPDATE%'")
                            .equals(List.of("t")));

            var trouble = catchThrowableOfType(ExecutionException.class, () -> writing.get(30, TimeUnit.SECONDS));
            assertThat(trouble.getCause())
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            lost -> assertThat(lost.problem()).isEqualTo(Problem.UNAVAILABLE))
                    .isNotInstanceOf(AmbiguousWriteException.class);
        }
        target.fence(new Fence(Destination.OWNER, 2));
        assertThat(target.probe(batch.id())).isEmpty();
        assertThat(destination.rows("SELECT name FROM clients")).containsExactly("Ann");
    }
}
