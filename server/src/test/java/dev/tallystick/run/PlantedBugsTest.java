package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tallystick.storage.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each planted bug is found, and about as soon as when that was written down.
@Tag("long")
class PlantedBugsTest {
    /// So much longer than recorded may it take, since every change of the stories moves the seeds.
    private static final long LONGER = 3;

    private static final long AT_LEAST = 10;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @ParameterizedTest
    @EnumSource(PlantedBug.class)
    void isFound(PlantedBug bug) throws IOException {
        var only = System.getProperty("bugs");
        assumeTrue(only == null || List.of(only.split(" ")).contains(bug.name()), "not asked for with -Dbugs");
        var most = Math.max(AT_LEAST, LONGER * Objects.requireNonNull(recorded().get(bug), bug.name()));
        var found = bug.find(database, most);
        System.out.println(bug + ": " + found);
        assertThat(found).as("%s within %d seeds", bug, most).isPresent();
    }

    @Test
    void thereAreEnoughOfThem() {
        assertThat(PlantedBug.values()).hasSizeGreaterThanOrEqualTo(25);
    }

    /// Name and the seeds that it took.
    private static Map<PlantedBug, Long> recorded() throws IOException {
        var recorded = new EnumMap<PlantedBug, Long>(PlantedBug.class);
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PlantedBugsTest.class.getResourceAsStream("planted.txt")),
                StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        var parts = line.split(" ", 2);
                        recorded.put(PlantedBug.valueOf(parts[0]), Long.parseLong(parts[1]));
                    });
        }
        return recorded;
    }
}
