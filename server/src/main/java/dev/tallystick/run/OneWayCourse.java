package dev.tallystick.run;

import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Target;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Tallies;
import dev.tallystick.plan.Tally;
import dev.tallystick.table.Field;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// From a source into a target whose rows are known by the left row's id.
final class OneWayCourse implements Course {
    private final Attempt attempt;
    private final Sides sides;
    private final RunStore runs;
    private final PairStore pairs;
    private final Journal journal;
    private final SyncStateStore states;
    private final ApplyPlan apply;

    private @Nullable PlanRun plan;
    private PlanRun.@Nullable Planned planned;
    private long rightRows;

    OneWayCourse(
            Attempt attempt,
            Sides sides,
            RunStore runs,
            PairStore pairs,
            Journal journal,
            BatchStore batches,
            SyncStateStore states,
            Target.Fence fence) {
        this.attempt = attempt;
        this.sides = sides;
        this.runs = runs;
        this.pairs = pairs;
        this.journal = journal;
        this.states = states;
        this.apply = new ApplyPlan(attempt, sides, runs, pairs, journal, batches, states, fence);
    }

    @Override
    public void settle() {
        apply.settle();
    }

    @Override
    public Planned plan() {
        plan = new PlanRun(attempt, sides, runs, pairs, journal, states);
        var missing = missing();
        if (missing.isPresent()) {
            return new Planned(null, 0, new Run.Held("schema", missing.get()));
        }
        planned = plan.plan();
        return new Planned(Planned.incomplete(planned.listing()), planned.changes(), planned.held());
    }

    /// A mapped field that is gone from the left table, as a sentence: read as empty, it would blank the right side.
    private Optional<String> missing() {
        var source = sides.source();
        if (!source.closed()) {
            return Optional.empty();
        }
        var gone = attempt.sync().mapping().fields().stream()
                .flatMap(field -> Mapping.inputs(field).stream())
                .distinct()
                .filter(input -> source.schema().field(input).isEmpty())
                .toList();
        if (gone.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("The table '" + attempt.sync().left().table().name() + "' on the left has no field '"
                + String.join("', '", gone) + "'. Was it renamed or deleted? It has: "
                + source.schema().fields().stream().map(Field::name).collect(Collectors.joining(", "))
                + ". Correct the mapping, or give the field its name back.");
    }

    @Override
    public void apply(Planned toSend) {
        attempt.time().in(Part.WRITE, Side.RIGHT, () -> {
            apply.apply(Objects.requireNonNull(plan), toSend.changes());
            // A call to the outside, so not inside the transaction that ends the run.
            rightRows = sides.right().target().count();
        });
    }

    /// The fence makes every probe final at once.
    @Override
    public Optional<Instant> unsettledUntil() {
        return Optional.empty();
    }

    @Override
    public Tallies tallies(JdbcClient jdbc, Tally.@Nullable Outcome notSent) {
        return RunCounts.tallies(
                jdbc,
                attempt.run(),
                new Run.Unchanged(null, Objects.requireNonNull(plan).unchanged()),
                notSent);
    }

    @Override
    public void moveOn(JdbcClient jdbc, Planned done) {
        var listed = Objects.requireNonNull(planned);
        switch (listed.listing()) {
            case Listing.Complete complete ->
                states.moveOn(
                        jdbc,
                        attempt.run(),
                        complete.cursor(),
                        complete.scope(),
                        listed.full() && complete.full(),
                        attempt.sync().mapping(),
                        listed.listingBegan(),
                        rightRows);
            case Listing.Partial partial -> {
                if (partial.cursor() != null) {
                    states.moveOnInPart(
                            jdbc,
                            attempt.run(),
                            partial.cursor(),
                            Objects.requireNonNull(plan).plannedAll(),
                            attempt.sync().mapping());
                }
            }
        }
    }

    @Override
    public void close() {
        sides.close();
    }
}
