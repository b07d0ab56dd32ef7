package dev.tallystick;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The testkit comes into other people's builds, so it brings little and stays small.
class ArchitectureTest {
    /// What a developer must learn of it; a sixth one wants a reason.
    private static final int MOST_PUBLIC_TYPES = 5;

    private static final String PLANTED = "dev.tallystick.planted";
    private static final JavaClasses TESTKIT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tallystick.testkit");
    private static final JavaClasses PLANTS = new ClassFileImporter().importPackages(PLANTED);

    @Test
    void keepsItsRules() {
        assertThat(TESTKIT.contain("dev.tallystick.testkit.MemorySync")).isTrue();
        rules("dev.tallystick.testkit").forEach((_, rule) -> rule.check(TESTKIT));
    }

    @Test
    void everyRuleIsRedOnWhatIsPlanted() {
        rules(PLANTED)
                .forEach((name, rule) -> assertThat(rule.evaluate(PLANTS).hasViolation())
                        .as(name)
                        .isTrue());
    }

    @Test
    void hasFewPublicTypes() {
        assertThat(TESTKIT.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
                        .map(type -> type.getSimpleName()))
                .hasSizeLessThanOrEqualTo(MOST_PUBLIC_TYPES)
                .containsExactlyInAnyOrder("Cassette", "MemoryRun", "MemorySync", "RunAssert", "VirtualClock");
    }

    private static Map<String, ArchRule> rules(String root) {
        var rules = new TreeMap<String, ArchRule>();
        rules.put(
                "core and JSON alone",
                classes()
                        .that()
                        .resideInAPackage(root + "..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                "java..",
                                "org.jspecify..",
                                "tools.jackson..",
                                "dev.tallystick.table..",
                                "dev.tallystick.plan..",
                                "dev.tallystick.connector..",
                                "dev.tallystick.syncjob..",
                                root + "..")
                        .because("a test of a job needs neither the server nor a library of tests of our choice"));
        rules.put(
                "one way out",
                noClasses()
                        .that()
                        .doNotHaveSimpleName("LiveHttp")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.net.http..")
                        .because("only what records may call anybody"));
        rules.put(
                "no wall clock",
                noClasses()
                        .should()
                        .accessTargetWhere(describe("reads the wall clock", ArchitectureTest::readsTheWallClock))
                        .because("a test comes out the same whenever it runs"));
        return rules;
    }

    private static boolean readsTheWallClock(JavaAccess<?> access) {
        var owner = access.getTarget().getOwner().getFullName();
        return (owner.startsWith("java.time.") && access.getTarget().getName().equals("now"))
                || (owner.equals("java.lang.System")
                        && access.getTarget().getName().equals("currentTimeMillis"));
    }
}
