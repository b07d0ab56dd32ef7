package dev.tallystick.sync;

import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.Identity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The file this server was started with: whether it is in force, reading it again, and what is in force as a file.
///
/// No file is taken over the network: its references would be replaced from the environment and the files of the
/// server, and a workspace's admin has no business there.
@RestController
@RequestMapping("/api/v1/config")
class ConfigController {
    private final ObjectProvider<WatchConfig> watch;
    private final ApplyConfig apply;

    ConfigController(ObjectProvider<WatchConfig> watch, ApplyConfig apply) {
        this.watch = watch;
        this.apply = apply;
    }

    /// @param broken the file as it is now is not in force
    /// @param changes what the last reading changed, a sentence each
    record View(String file, @Nullable Instant appliedAt, boolean broken, List<Found> problems, List<String> changes) {

        /// @param text as the command line prints it
        record Found(String file, int line, int column, boolean blocks, String sentence, String text) {}

        static View of(WatchConfig.Status status) {
            return new View(
                    status.file().toString(),
                    status.appliedAt(),
                    status.broken(),
                    status.problems().stream()
                            .map(problem -> new Found(
                                    problem.file(),
                                    problem.line(),
                                    problem.column(),
                                    problem.blocks(),
                                    problem.sentence(),
                                    problem.toString()))
                            .toList(),
                    status.changes());
        }
    }

    @GetMapping
    View status(Identity identity) {
        return View.of(watched().status());
    }

    @PostMapping("/apply")
    View apply(Identity identity) {
        return View.of(watched().applyNow(Actor.of(identity)));
    }

    @GetMapping(
            value = "/export",
            produces = {"application/yaml", MediaType.TEXT_PLAIN_VALUE})
    String export(Identity identity) {
        return apply.export(identity.workspace());
    }

    private WatchConfig watched() {
        var file = watch.getIfAvailable();
        if (file == null) {
            throw Refusal.conflict(
                    "no_file", "This server was started without a tallystick.yaml; name one with --config.");
        }
        return file;
    }
}
