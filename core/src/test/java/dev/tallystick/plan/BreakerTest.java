package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.table.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakerTest {

    @ParameterizedTest
    @CsvSource({
        // deletes, rows, deletes of the last day, trips
        " 2,   19,  0, false",
        " 3,   29,  0, true",
        " 3,   30,  0, false",
        " 4,   30,  0, true",
        "10,  100,  0, false",
        "11,  100,  0, true",
        " 1,    1,  0, true",
        " 2,    2,  0, true",
        " 1,    2,  0, false",
        " 2,    3,  0, false",
        " 1,   20,  1, false",
        " 1,   20,  2, true",
        " 1,  100, 10, true",
        " 1,  100,  9, false",
        " 0,  100, 99, false",
        " 0,    0,  0, false"
    })
    void tripsOnMassDeletion(int deletes, long rows, long lastDay, boolean trips) {
        for (var archives : new boolean[] {false, true}) {
            var breaker = new Breaker(new Breaker.History(rows, lastDay, 1_000_000));
            for (var i = 0; i < deletes; i++) {
                breaker.add(archives ? update("status", "a", "archived") : delete(), archives);
            }
            assertThat(breaker.tripped().isPresent()).isEqualTo(trips);
        }
    }

    @ParameterizedTest
    @CsvSource({" 9,   50, false", "10,   99, true", "10,  100, false", "11,  100, true", "11,  110, false"})
    void tripsOnAnEmptiedColumn(int blanks, long rows, boolean trips) {
        var breaker = new Breaker(new Breaker.History(rows, 0, 1_000_000));
        for (var i = 0; i < blanks; i++) {
            breaker.add(update("name", "a", null), false);
        }
        assertThat(breaker.tripped().isPresent()).isEqualTo(trips);
    }

    @Test
    void countsBlanksPerColumnAndOnlyFromFilledToEmpty() {
        var breaker = new Breaker(new Breaker.History(50, 0, 1_000_000));
        for (var i = 0; i < 9; i++) {
            breaker.add(update("name", "a", null), false);
            breaker.add(update("city", "a", null), false);
            breaker.add(update("note", null, null), false);
            breaker.add(update("note", null, "x"), false);
        }
        for (var i = 0; i < 10; i++) {
            breaker.add(update("note", null, null), false);
        }
        assertThat(breaker.tripped()).isEmpty();
        breaker.add(update("city", "a", null), false);
        assertThat(breaker.tripped()).contains("It would empty 'city' in 10 of 50 rows.");
    }

    @ParameterizedTest
    @CsvSource({
        // updates, rows, largest of the last runs, trips
        "19,  20,  0, false",
        "20,  20,  0, true",
        "20,  39,  0, true",
        "20,  40,  0, false",
        "21,  40,  0, true",
        "50,  60, 10, false",
        "51,  60, 10, true",
        "51, 102, 10, false"
    })
    void tripsOnAnUnusualMassUpdate(int updates, long rows, long largest, boolean trips) {
        var breaker = new Breaker(new Breaker.History(rows, 0, largest));
        for (var i = 0; i < updates; i++) {
            breaker.add(update("name", "a", "b"), false);
        }
        assertThat(breaker.tripped().isPresent()).isEqualTo(trips);
    }

    @Test
    void hasNothingAgainstAFirstLoad() {
        var breaker = new Breaker(new Breaker.History(0, 0, 0));
        for (var i = 0; i < 10_000; i++) {
            breaker.add(Change.create("t", "k" + i, Map.of("name", Value.text("a")), "New."), false);
        }
        assertThat(breaker.tripped()).isEmpty();
    }

    @Test
    void saysTheNumbers() {
        var breaker = new Breaker(new Breaker.History(20, 2, 0));
        breaker.add(delete(), false);
        assertThat(breaker.tripped())
                .contains("It would delete or archive 1 of 20 rows, after 2 in the last 24 hours.");
    }

    private static Change delete() {
        return Change.delete("t", "k", Map.of("name", Value.text("a")), "Gone.");
    }

    private static Change update(String field, String before, String after) {
        return Change.update("t", "k", Map.of(field, value(before)), Map.of(field, value(after)), "Changed.");
    }

    private static Value value(String text) {
        return text == null ? Value.empty() : Value.text(text);
    }
}
