package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.tallystick.planted.PlantedApplication;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;

/// Holds the source to the picture in ARCHITECTURE.md, and each rule to its word: on a planted violation it is red.
class ArchitectureTest {
    private static final String ROOT = "dev.tallystick";
    private static final String PLANTED = "dev.tallystick.planted.tree";
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/planted/"))
            .importPackages(ROOT);
    private static final JavaClasses PLANTS = new ClassFileImporter().importPackages("dev.tallystick.planted");

    @Test
    void looksAtBothModulesOfTheBuild() {
        assertThat(PRODUCTION.contain("dev.tallystick.Tallystick")).isTrue();
        assertThat(PRODUCTION.contain("dev.tallystick.plan.OneWayPlanner")).isTrue();
        assertThat(TESTS.contain("dev.tallystick.ArchitectureTest")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(String name) {
        var classes = name.equals("testsDoNotSleep") ? TESTS : PRODUCTION;
        rule(name, ROOT).check(classes);
    }

    @Test
    void namesInTestsSaySomethingToo() {
        rule("namesSaySomething", ROOT).check(TESTS);
    }

    @ParameterizedTest
    @CsvSource({
        "coreIsPlainJava,               ConnectorWithSpring",
        "tableKnowsNobody,              TableThatKnowsARun",
        "planAndConnectorKnowOnlyTable, PlanWithAClock",
        "connectorContractKnowsNoPlan,  ConnectorThatPlans",
        "connectorsAreApart,            OneThatUsesTwo",
        "connectorsKnowOnlyEgress,      OneThatStores",
        "nobodyKnowsAConnector,         RunThatNamesAConnector",
        "namesSaySomething,             RunManager",
        "onlyEgressGoesOut,             RunThatOpensAUrl",
        "onlyEgressGoesOut,             RunWithAClientOfItsOwn",
        "onlyEgressGoesOut,             RunWithASocket",
        "timeComesFromTheClock,         RunThatReadsTheWallClock",
        "timeComesFromTheClock,         RunWithADate",
        "testsDoNotSleep,               RunThatSleeps",
        "packagesHaveNoCycles,          RunThatStores",
        "nobodyReachesTheLab,           RunThatReachesTheLab",
        "transactionsHaveOneDoor,       RunWithATransaction"
    })
    void isRedOnAPlantedViolation(String name, String planted) {
        var result = rule(name, PLANTED).evaluate(PLANTS);
        assertThat(result.hasViolation()).isTrue();
        assertThat(result.getFailureReport().toString()).contains(planted);
        assertThat(result.getFailureReport().toString()).contains("because");
    }

    @Test
    void everyRuleHasAPlantedViolation() throws NoSuchMethodException {
        var planted = new TreeSet<String>();
        for (var line : ArchitectureTest.class
                .getDeclaredMethod("isRedOnAPlantedViolation", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value()) {
            planted.add(line.split(",")[0].strip());
        }
        assertThat(planted).containsExactlyInAnyOrderElementsOf(rules());
    }

    // ---- the arrows between the packages of the server

    @Test
    void packagesUseOnlyWhatTheyDeclare() {
        ApplicationModules.of(TallystickServer.class)
                .detectViolations()
                // The root package puts the parts together, so it may also take what a connector asks for.
                .filter(violation -> !violation.hasMessageContaining("Module 'root:")
                        || !violation.hasMessageContaining("within module 'connectors'"))
                .throwIfPresent();
    }

    @Test
    void everyPackageOfTheServerDeclaresWhatItUses() {
        assertThat(undeclared(PRODUCTION, ROOT)).isEmpty();
    }

    @Test
    void isRedOnAnArrowThatWasNotDeclared() {
        assertThatThrownBy(() -> ApplicationModules.of(PlantedApplication.class, _ -> true)
                        .verify())
                .isInstanceOf(Violations.class)
                .hasMessageContaining("upper")
                .hasMessageContaining("lower");
    }

    @Test
    void isRedOnAPackageThatDeclaresNothing() {
        assertThat(undeclared(PLANTS, PLANTED)).contains(PLANTED + ".run");
    }

    /// Packages right below the root, without those of core, that lack `@ApplicationModule`.
    private static List<String> undeclared(JavaClasses classes, String root) {
        var core = List.of("table", "plan", "connector", "syncjob");
        return classes.stream()
                .map(type -> type.getPackage())
                .filter(each -> each.getName().startsWith(root + ".")
                        && each.getName().indexOf('.', root.length() + 1) < 0
                        && !core.contains(each.getRelativeName()))
                .filter(each -> !each.isAnnotatedWith(ApplicationModule.class))
                .map(each -> each.getName())
                .distinct()
                .sorted()
                .toList();
    }

    static List<String> rules() {
        return Arrays.stream(Rules.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == ArchRule.class)
                .map(method -> method.getName())
                .sorted()
                .toList();
    }

    private static ArchRule rule(String name, String root) {
        try {
            return (ArchRule) Rules.class.getDeclaredMethod(name).invoke(new Rules(root));
        } catch (ReflectiveOperationException noSuchRule) {
            throw new LinkageError(name, noSuchRule);
        }
    }
}
