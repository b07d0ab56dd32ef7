package dev.tallystick.sync;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.Actor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies `tallystick.yaml` at the start and whenever it, or a file it names, changes. A broken edit changes nothing:
/// what was in force stays, and log and status say why.
///
/// The files are looked at every two seconds rather than watched: inotify sees neither a network file system nor the
/// replaced link of a mounted ConfigMap.
public final class WatchConfig {
    public static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(WatchConfig.class);

    private final Path file;
    private final ReadConfig reader;
    private final ApplyConfig apply;
    private final WorkspaceId workspace;
    private final Clock clock;

    private Map<Path, String> seen = Map.of();
    private Set<Path> files = Set.of();
    private volatile Status status;

    public WatchConfig(Path file, ReadConfig reader, ApplyConfig apply, WorkspaceId workspace, Clock clock) {
        this.file = file.toAbsolutePath().normalize();
        this.reader = reader;
        this.apply = apply;
        this.workspace = workspace;
        this.clock = clock;
        this.status = new Status(this.file, null, false, List.of(), List.of());
    }

    /// @param appliedAt when the file last came into force; null before it ever did
    /// @param broken the file as it is now is not in force, for these problems
    /// @param changes what the last reading changed
    public record Status(
            Path file,
            @Nullable Instant appliedAt,
            boolean broken,
            List<ConfigProblem> problems,
            List<String> changes) {
        public Status {
            problems = List.copyOf(problems);
            changes = List.copyOf(changes);
        }
    }

    public Status status() {
        return status;
    }

    /// Runs `work` again and again, with a pause between; what it throws ends neither.
    @FunctionalInterface
    public interface Ticker {
        void every(Duration pause, Runnable work);
    }

    /// Applies the file now, and from now on when it changes.
    public void start(Ticker ticker) {
        applyNow(Actor.TALLYSTICK);
        ticker.every(PAUSE, this::look);
    }

    /// Applies the file if it, or a file it names, is not as it was.
    synchronized void look() {
        if (!marks().equals(seen)) {
            applyNow(Actor.TALLYSTICK);
        }
    }

    /// Reads and applies the file whether it changed or not.
    public synchronized Status applyNow(Actor actor) {
        // Marks come before the content: a change in between is seen by the next look.
        var before = marks();
        var reading = reader.file(file);
        files = reading.files();
        var after = marks();
        after.putAll(before);
        after.keySet().removeIf(path -> !path.equals(file) && !files.contains(path));
        reading.problems().forEach(WatchConfig::report);
        var config = reading.config();
        if (config == null) {
            log.error("{} is not applied; what was in force stays.", file.getFileName());
            seen = after;
            status = new Status(file, status.appliedAt(), true, reading.problems(), List.of());
            return status;
        }
        var changes = apply.apply(workspace, config, actor);
        changes.forEach(change -> log.info("{}", change));
        // Only now: had applying failed, the next look would try again.
        seen = after;
        status = new Status(file, clock.instant(), false, reading.problems(), changes);
        return status;
    }

    private static void report(ConfigProblem problem) {
        if (problem.blocks()) {
            log.error("{}", problem);
        } else {
            log.warn("{}", problem);
        }
    }

    private Map<Path, String> marks() {
        var marks = new TreeMap<Path, String>();
        marks.put(file, mark(file));
        files.forEach(each -> marks.put(each, mark(each)));
        return marks;
    }

    private static String mark(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException missing) {
            return "missing";
        }
    }
}
