package dev.tallystick.sync;

import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.TableRef;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.Policies;
import dev.tallystick.plan.SkipRule;
import dev.tallystick.storage.WorkspaceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pairing of two tables, as it is in force: what a person defined, with what has become of it since.
///
/// @param rehearsal the lab stands in for the upstream: this sync has pairs, runs and a right table of its own
/// @param pausedReason why it does not run by itself, as a sentence; may be missing when paused by the file
/// @param owner the person whose rights a scheduled run has; null while there is nobody
/// @param revision goes up when the definition changes
public record Sync(
        SyncId id,
        WorkspaceId workspace,
        Definition definition,
        boolean rehearsal,
        boolean paused,
        @Nullable String pausedReason,
        @Nullable Long owner,
        int revision) {
    /// How often everything is read where nobody says otherwise, since only that can see deletions.
    public static final Duration USUAL_FULL_LISTING = Duration.ofHours(24);

    /// In front of the right table's own name while the lab stands in, so that invented rows never lie beside real
    /// ones.
    public static final String REHEARSAL_PREFIX = "rehearsal_";

    /// The table option that tells a target whose rows these are.
    static final String REHEARSAL_OPTION = "rehearsal";

    public String name() {
        return definition.name();
    }

    public String title() {
        return definition.title();
    }

    public Side left() {
        return definition.left();
    }

    /// The right side that is really written: in a rehearsal a table of its own. Where both sides have rows of their
    /// own, both are the lab's in a rehearsal, and no row of anybody else lies in either.
    public Side right() {
        return rehearsal && definition.twoSided() == null ? definition.right().inRehearsal() : definition.right();
    }

    public Mapping mapping() {
        return definition.mapping();
    }

    public Policies policies() {
        return definition.policies();
    }

    public @Nullable String deletedWhen() {
        return definition.deletedWhen();
    }

    public List<Need> needs() {
        return definition.needs();
    }

    public @Nullable TwoSided twoSided() {
        return definition.twoSided();
    }

    public Wording wording() {
        return definition.wording();
    }

    public List<SkipRule> skips() {
        return definition.skips();
    }

    public Retry retry() {
        return definition.retry();
    }

    public Duration fullListingEvery() {
        return definition.fullListingEvery();
    }

    public int priority() {
        return definition.priority();
    }

    public @Nullable Duration freshness() {
        return definition.freshness();
    }

    public int batchRows() {
        return definition.batchRows();
    }

    /// What a person wrote, the same in the file, the database and the page.
    ///
    /// @param name unique in the workspace
    /// @param title for people; the name when nobody gave one
    /// @param deletedWhen a left field that, once filled, says that the upstream itself removed the row
    /// @param needs rows of other syncs that rows of this one name
    /// @param fullListingEvery how often everything is read, since only that can see deletions
    /// @param priority higher runs first when there are more runs than workers
    /// @param freshness how old confirmed data may get before somebody is told; null promises nothing
    /// @param batchRows rows in a write
    /// @param paused that the file itself pauses it
    /// @param owner the e-mail address of whose rights a scheduled run has; null leaves it to whoever set it up
    /// @param twoSided what holds instead of mapping and policies when both sides have rows of their own;
    ///     else null
    /// @param skips left rows that are left out on purpose, the first that fits
    public record Definition(
            String name,
            String title,
            Side left,
            Side right,
            Mapping mapping,
            Policies policies,
            @Nullable String deletedWhen,
            List<Need> needs,
            Retry retry,
            Duration fullListingEvery,
            int priority,
            @Nullable Duration freshness,
            int batchRows,
            boolean paused,
            @Nullable TwoSided twoSided,
            @Nullable String owner,
            Wording wording,
            List<SkipRule> skips) {
        public Definition {
            needs = List.copyOf(needs);
            skips = List.copyOf(skips);
        }

        Definition paused(boolean other) {
            return new Definition(
                    name,
                    title,
                    left,
                    right,
                    mapping,
                    policies,
                    deletedWhen,
                    needs,
                    retry,
                    fullListingEvery,
                    priority,
                    freshness,
                    batchRows,
                    other,
                    twoSided,
                    owner,
                    wording,
                    skips);
        }
    }

    /// How people speak of the rows.
    ///
    /// @param noun in the plural, as in `Processed 100 therapists`
    /// @param label the left field whose value names a row in the log; null for the row's key
    public record Wording(String noun, @Nullable String label) {
        public static final Wording USUAL = new Wording("rows", null);
    }

    /// @param connection its name in the workspace
    public record Side(String connection, TableRef table) {

        Side inRehearsal() {
            var name = table.name();
            var afterSchema = name.lastIndexOf('.') + 1;
            var options = new HashMap<>(table.options().all());
            // A target that can mark its rows does; one that knows no such option does not look for it.
            options.put(REHEARSAL_OPTION, true);
            return new Side(
                    connection,
                    new TableRef(
                            name.substring(0, afterSchema) + REHEARSAL_PREFIX + name.substring(afterSchema),
                            new SettingValues(options)));
        }
    }

    /// A row of another sync's right table that a row of this sync names. It is created when absent, as one that waits
    /// for its own source.
    ///
    /// @param sync the other sync's name
    /// @param key the left field that holds the other row's key
    /// @param fields what this row knows of the other one
    public record Need(String sync, String key, List<FieldMapping> fields) {
        public Need {
            fields = List.copyOf(fields);
        }
    }

    /// @param attempts of one run, the first included
    /// @param firstWait before the second attempt; later ones grow by `backoff`
    public record Retry(int attempts, Backoff backoff, Duration firstWait) {
        public static final Retry DEFAULT = new Retry(3, Backoff.EXPONENTIAL, Duration.ofSeconds(60));
    }

    public enum Backoff {
        EXPONENTIAL,
        /// The attempt's number to the fourth power in seconds, and some: long pauses for an upstream that is down.
        POLYNOMIAL
    }
}
