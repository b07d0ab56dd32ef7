package dev.tallystick.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.MemoryConnector.Lie;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/// Holds the suite itself to its word: green on a connector that tells the truth, red on each single lie, and red
/// in the test that the lie is about.
class ConnectorContractTest {

    @Test
    void isGreenOnAConnectorThatTellsTheTruth() {
        assertThat(redTests(Lie.NONE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE_AFTER_A_BREAK,     isNeverCompleteWhenTheListingBroke",
        "DEAF_TO_STOPPING,           endsPartialWhenItIsToldToStop",
        "SWALLOWS_THE_SINKS_TROUBLE, handsOnTheTroubleOfTheSink",
        "SKIPS_THE_LAST_PAGE,        listsTheWholeTableOnceAndSaysItIsComplete",
        "SHOWS_ITS_SECRET,           showsNoSecretWhenTheCredentialIsWrong",
        "SECRET_NOT_FLAGGED,         flagsEverySecret",
        "UNKNOWN_TABLE_IS_NOT_FOUND, refusesAnUnknownTableAsASetting",
        "ONE_MISTAKE_AT_A_TIME,      namesAllMistakesAtOnce",
        "DRY_RUN_CREATES,            makesNothingOnADryRun",
        "IGNORES_EXPECTED,           writesNothingOverWhatThePlanDidNotSee",
        "IGNORES_THE_EPOCH,          refusesAWorkerWhoseEpochIsOver",
        "ONE_BAD_ROW_FAILS_ALL,      refusesABadRowAloneAndWritesTheOthers",
        "FORGETS_ITS_BATCHES,        saysWhatBecameOfABatch",
        "ROUNDS_DECIMALS,            keepsEveryValueItWrote"
    })
    void isRedOnEachLie(Lie lie, String test) {
        assertThat(redTests(lie)).contains(test);
    }

    private static List<String> redTests(Lie lie) {
        var red = new ArrayList<String>();
        for (var method : ConnectorContract.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                try {
                    method.invoke(new OfMemory(lie));
                } catch (InvocationTargetException failed) {
                    if (!(failed.getCause() instanceof TestAbortedException)) {
                        red.add(method.getName());
                    }
                } catch (IllegalAccessException impossible) {
                    throw new AssertionError(impossible);
                }
            }
        }
        return red;
    }

    private static final class OfMemory extends ConnectorContract {
        private final MemoryConnector connector;
        private final AtomicInteger tables = new AtomicInteger();

        OfMemory(Lie lie) {
            connector = new MemoryConnector(lie);
            var rows = new ArrayList<Row>();
            readableIds().forEach(id -> rows.add(new Row(id, Map.of("name", Value.text("name of " + id)))));
            connector.table("readable", rows);
            connector.table("breaking", rows);
        }

        @Override
        protected Connector connector() {
            return connector;
        }

        @Override
        protected Map<String, Object> settings() {
            return Map.of("place", "here", "password", MemoryConnector.SECRET);
        }

        @Override
        protected Map<Ability, String> cannot() {
            return Map.of(Ability.INCREMENTAL, "A memory has no clock of its own.");
        }

        @Override
        protected List<String> secrets() {
            return List.of(MemoryConnector.SECRET);
        }

        @Override
        protected List<Mistake> mistakes() {
            return Arrays.asList(new Mistake("place", " ", "place"), new Mistake("rooms", 0, "rooms"));
        }

        @Override
        protected TableRef readable() {
            return table("readable");
        }

        @Override
        protected Set<String> readableIds() {
            return Set.of("1", "2", "3", "4", "5");
        }

        @Override
        protected TableRef breaking() {
            return table("breaking");
        }

        @Override
        protected TableRef writable() {
            return table("writable" + tables.incrementAndGet());
        }

        @Override
        protected Map<String, Value> refused() {
            return Map.of("name", Value.text("refuse me"));
        }

        @Override
        protected Map<String, Object> leadingNowhere() {
            return Map.of("place", "nowhere", "password", MemoryConnector.SECRET);
        }

        private static TableRef table(String name) {
            return new TableRef(name, new SettingValues(Map.of()));
        }
    }
}
