package dev.tallystick;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/// The rules of the house for classes below a root package, each with its reason. The root is a parameter so that the
/// same rule can be tried on a planted violation.
record Rules(String root) {
    /// Who may open a connection without the egress client, and why.
    private static final Map<String, String> MAY_CONNECT = Map.of(
            "egress", "it is the way out",
            "cli", "a command talks to the person's own server, at the address that they gave",
            "lab", "the emulated services listen; they call nobody",
            "alert", "mail goes over SMTP, through a socket to the address that egress let through",
            "connectors.postgres", "its driver speaks its own protocol, over sockets pinned to the checked address");

    private static final Set<String> WALL_CLOCKS = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalDateTime",
            "java.time.LocalTime",
            "java.time.OffsetDateTime",
            "java.time.ZonedDateTime",
            "java.time.Year",
            "java.time.YearMonth");

    ArchRule coreIsPlainJava() {
        return classes()
                .that()
                .resideInAnyPackage(in("table"), in("plan"), in("connector"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", in("table"), in("plan"), in("connector"))
                .because("a connector or a planner test needs no server on its class path, and core can ship alone");
    }

    ArchRule tableKnowsNobody() {
        return noClasses()
                .that()
                .resideInAPackage(in("table"))
                .should()
                .dependOnClassesThat(ours().and(DescribedPredicate.not(resideInAPackage(in("table")))))
                .because("the shared words are below everything");
    }

    ArchRule planAndConnectorKnowOnlyTable() {
        return noClasses()
                .that()
                .resideInAPackage(in("plan"))
                .should()
                .dependOnClassesThat(resideInAPackage(in("connector")))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.sql..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because("the planner is a pure function: the plan that a person previews must come out again when it"
                        + " is applied");
    }

    ArchRule connectorContractKnowsNoPlan() {
        return noClasses()
                .that()
                .resideInAPackage(in("connector"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("plan"))
                .because("a connector lists and writes rows; what to write is none of its business");
    }

    ArchRule connectorsAreApart() {
        return slices().matching(root + ".connectors.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .because("one folder is one connector, and removing a folder must remove it whole");
    }

    ArchRule connectorsKnowOnlyEgress() {
        return noClasses()
                .that()
                .resideInAPackage(in("connectors"))
                .should()
                .dependOnClassesThat(ours().and(DescribedPredicate.not(
                        resideInAnyPackage(in("table"), in("connector"), in("connectors"), in("egress")))))
                .allowEmptyShould(true)
                .because("a connector written outside this repository has no more than this either");
    }

    ArchRule nobodyKnowsAConnector() {
        return noClasses()
                .that(ours().and(DescribedPredicate.not(resideInAnyPackage(in("connectors"), root))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("connectors"))
                .because("Spring finds connectors by their interface; a second place that names one is a smear. Only"
                        + " the root package, which puts the parts together, hands a connector what it asks for");
    }

    ArchRule namesSaySomething() {
        return noClasses()
                .should()
                .haveNameMatching(".*[A-Za-z](Impl|Utils?|Helpers?|Manager|Base|Data|Info)(\\$.*)?")
                .because(
                        "such a word says nothing of what a class is or does: a thing is a noun, a doer a verb phrase");
    }

    ArchRule onlyEgressGoesOut() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        MAY_CONNECT.keySet().stream().map(this::in).toArray(String[]::new))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.net.http..",
                                "org.apache.hc..",
                                "org.springframework.web.reactive.function.client..")
                        .or(simpleName("RestTemplate"))
                        .or(simpleName("RestClient"))
                        .or(DescribedPredicate.describe(
                                "are sockets",
                                (JavaClass type) -> type.isAssignableTo(java.net.Socket.class)
                                        || type.isAssignableTo(java.nio.channels.SocketChannel.class)
                                        || type.isAssignableTo(java.net.URLConnection.class))))
                .orShould()
                .accessTargetWhere(calls(Set.of("java.net.URL"), Set.of("openStream", "openConnection", "getContent")))
                .because(
                        "each call to the outside goes through the one guarded client, with its address check, deadline"
                                + " and size limit; exceptions: " + MAY_CONNECT);
    }

    ArchRule timeComesFromTheClock() {
        return noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe("reads the wall clock", Rules::readsTheWallClock))
                .because("time comes from an injected Clock, or no test can move it");
    }

    ArchRule testsDoNotSleep() {
        return noClasses()
                .should()
                .accessTargetWhere(calls(Set.of("java.lang.Thread"), Set.of("sleep"))
                        .or(DescribedPredicate.describe(
                                "sleeps by TimeUnit",
                                access -> access.getTarget()
                                                .getOwner()
                                                .getFullName()
                                                .equals("java.util.concurrent.TimeUnit")
                                        && access.getTarget().getName().equals("sleep"))))
                .because("a sleep is too short on a loaded machine and too long on any other: wait for a signal");
    }

    ArchRule packagesHaveNoCycles() {
        return slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("data flows one way through the source tree");
    }

    ArchRule nobodyReachesTheLab() {
        return noClasses()
                .that(ours().and(DescribedPredicate.not(resideInAnyPackage(in("lab"), in("cli"), root))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("lab"))
                .because("invented rows must never come into a live sync");
    }

    ArchRule transactionsHaveOneDoor() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.transaction.annotation.Transactional")
                .because("storage.Transactions sets the workspace in each transaction; a second door would forget it");
    }

    private static boolean readsTheWallClock(JavaAccess<?> access) {
        var target = access.getTarget();
        var owner = target.getOwner().getFullName();
        if (owner.equals("java.util.Date") && target.getName().equals("<init>")) {
            return parameters(target) == 0;
        }
        if (owner.equals("java.lang.System")) {
            return target.getName().equals("currentTimeMillis");
        }
        return WALL_CLOCKS.contains(owner)
                && target.getName().equals("now")
                && target instanceof AccessTarget.CodeUnitCallTarget call
                && call.getRawParameterTypes().stream().noneMatch(type -> type.isAssignableTo(Clock.class));
    }

    private static int parameters(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitCallTarget call
                ? call.getRawParameterTypes().size()
                : 0;
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Set<String> owners, Set<String> methods) {
        return DescribedPredicate.describe(
                "call " + methods + " of " + owners,
                access -> owners.contains(access.getTarget().getOwner().getFullName())
                        && methods.contains(access.getTarget().getName()));
    }

    private DescribedPredicate<JavaClass> ours() {
        return resideInAPackage(root + "..");
    }

    private String in(String name) {
        return root + "." + name + "..";
    }
}
