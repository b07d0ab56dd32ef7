package dev.tallystick.run;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// How much longer than their limits demand runs between Airtable and Sheets take, for tables of several sizes
/// (`-Drows=1000,10000,50000`). Not a test: `make bench` prints it.
class PaceBench {
    @Test
    void measure() {
        Arrays.stream(System.getProperty("rows", "1000,10000,50000").split(","))
                .mapToInt(Integer::parseInt)
                .forEach(rows -> PaceTest.measure(rows, rows / 20, needed -> System.out.println("  " + needed)));
    }
}
