package dev.tallystick;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The rules of core alone, so that they hold where core is built alone; the server's test has those of the whole
/// house.
class ArchitectureTest {
    private static final String PLANTED = "dev.tallystick.planted";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tallystick");
    private static final JavaClasses PLANTS = new ClassFileImporter().importPackages(PLANTED);

    @Test
    void coreKeepsItsRules() {
        assertThat(CORE.contain("dev.tallystick.plan.OneWayPlanner")).isTrue();
        rules("dev.tallystick").forEach((name, rule) -> rule.check(CORE));
    }

    @Test
    void everyRuleIsRedOnWhatIsPlanted() {
        rules(PLANTED)
                .forEach((name, rule) -> assertThat(rule.evaluate(PLANTS).hasViolation())
                        .as(name)
                        .isTrue());
    }

    private static Map<String, ArchRule> rules(String root) {
        var rules = new TreeMap<String, ArchRule>();
        rules.put(
                "plain Java",
                classes()
                        .that()
                        .resideInAPackage(root + "..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", root + "..")
                        .because("core must be usable without a server"));
        rules.put(
                "table below all",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".table..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(root + ".plan..", root + ".connector..")
                        .because("the shared words are below everything"));
        rules.put(
                "pure plan",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".plan..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.sql..")
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(Clock.class)
                        .because("a plan must come out the same whenever and wherever it is made"));
        rules.put(
                "no wall clock",
                noClasses()
                        .should()
                        .accessTargetWhere(describe("reads the wall clock", ArchitectureTest::readsTheWallClock))
                        .because("time comes from an injected Clock"));
        rules.put(
                "telling names",
                noClasses()
                        .should()
                        .haveNameMatching(".*[A-Za-z](Impl|Utils?|Helpers?|Manager|Base|Data|Info)(\\$.*)?")
                        .because("such a word says nothing of what a class is or does"));
        rules.put(
                "no cycles",
                slices().matching(root + ".(*)..")
                        .should()
                        .notDependOnEachOther()
                        .ignoreDependency(
                                describe("anybody", type -> root.equals("dev.tallystick")),
                                describe(
                                        "in table",
                                        type -> type.getPackageName().endsWith(".table")))
                        .ignoreDependency(
                                describe(
                                        "in syncjob",
                                        type -> type.getPackageName().equals("dev.tallystick.syncjob")),
                                describe(
                                        "in connector",
                                        type -> type.getPackageName().equals("dev.tallystick.connector")))
                        .because("plan and connector know table, syncjob knows both connector and table, and nothing"
                                + " else knows anything"));
        return rules;
    }

    private static boolean readsTheWallClock(JavaAccess<?> access) {
        var owner = access.getTarget().getOwner().getFullName();
        return (owner.startsWith("java.time.") && access.getTarget().getName().equals("now"))
                || (owner.equals("java.lang.System")
                        && access.getTarget().getName().equals("currentTimeMillis"));
    }
}
