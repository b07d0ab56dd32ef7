package dev.tallystick.testkit;

import dev.tallystick.syncjob.JobHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The calls of one test, recorded once against the real upstream and answered from a file ever after.
///
/// ```java
/// var sync = MemorySync.of(new StationsJob()).answeredBy(Cassette.at("src/test/cassettes/stations.json"));
/// ```
///
/// `mvn test -Dtallystick.record=true -Dtest=StationsJobTest` records; never in CI. What a secret setting holds, and
/// what stands under a name like `Authorization`, `api_key` or `access_token`, is taken out before it is written, and a
/// cassette in which something is left that looks like a secret is neither written nor played.
///
/// A call is answered by the next recorded one with its method, address, parameters and body; headers are not
/// compared. A call that was not recorded ends the test, whatever the job makes of it.
public final class Cassette implements JobHttp {
    /// The system property that records.
    public static final String RECORD = "tallystick.record";

    private final Path file;
    private final Surroundings surroundings;
    private final Redaction redaction = new Redaction();
    private final List<Recording> recordings = new ArrayList<>();
    private final List<Recording> unused = new ArrayList<>();
    private boolean opened;

    /// @param recording whether calls go out
    /// @param environment of this process
    /// @param live makes calls
    record Surroundings(boolean recording, Map<String, String> environment, JobHttp live) {
        static Surroundings ofThisProcess() {
            return new Surroundings(Boolean.getBoolean(RECORD), System.getenv(), new LiveHttp());
        }

        private boolean inCi() {
            var ci = environment.getOrDefault("CI", "");
            return !ci.isEmpty() && !ci.equalsIgnoreCase("false");
        }
    }

    Cassette(Path file, Surroundings surroundings) {
        this.file = file;
        this.surroundings = surroundings;
        if (surroundings.recording() && surroundings.inCi()) {
            throw new IllegalStateException("Nothing is recorded in CI, where nobody sees what goes into " + file
                    + ": leave out -D" + RECORD + ", record on your machine and commit the file.");
        }
    }

    /// @param file from the folder of the module, as in `src/test/cassettes/stations.json`; one for each test
    public static Cassette at(String file) {
        return new Cassette(Path.of(file), Surroundings.ofThisProcess());
    }

    /// What stands under this name, in a header, a parameter or a field of JSON, is secret, too.
    public Cassette redacting(String... names) {
        List.of(names).forEach(redaction::hide);
        return this;
    }

    /// What stands under this name is no secret, although it may look like one: a cursor, a checksum.
    public Cassette keeping(String... names) {
        List.of(names).forEach(redaction::keep);
        return this;
    }

    boolean recording() {
        return surroundings.recording();
    }

    String environment(String name) {
        return surroundings.environment().getOrDefault(name, "");
    }

    void know(Collection<String> secrets) {
        redaction.know(secrets);
    }

    @Override
    public Answer send(Call call) {
        open();
        var asked = redaction.asked(call);
        if (recording()) {
            var answer = surroundings.live().send(call);
            recordings.add(new Recording(asked, redaction.answer(answer)));
            return answer;
        }
        var recorded = unused.stream()
                .filter(each -> each.asked().sameAs(asked))
                .findFirst()
                .orElseThrow(() -> new AssertionError(unexpected(asked)));
        unused.remove(recorded);
        return recorded.answer();
    }

    /// Recorded calls that nothing has asked for, as `GET https://…`.
    public List<String> unused() {
        open();
        return unused.stream().map(each -> each.asked().sentence()).toList();
    }

    /// Writes what was recorded, if this test records.
    void save() {
        if (recording()) {
            refuseSecrets("was not written");
            CassetteFile.write(file, recordings);
        }
    }

    private void open() {
        if (opened || recording()) {
            return;
        }
        if (!Files.exists(file)) {
            throw new AssertionError("There is no cassette " + file + ". Record it with -D" + RECORD
                    + "=true, once, and look at what is in it before you commit it.");
        }
        recordings.addAll(CassetteFile.read(file));
        unused.addAll(recordings);
        opened = true;
        refuseSecrets("is not played");
    }

    private void refuseSecrets(String refused) {
        var left = new LeftSecrets(redaction);
        for (int at = 0; at < recordings.size(); at++) {
            var found = left.of(recordings.get(at));
            if (!found.isEmpty()) {
                throw new AssertionError("The cassette " + file + " " + refused + ", since a secret may be left in it:"
                        + " of call " + (at + 1) + " (" + shown(recordings.get(at)) + ") " + found.getFirst()
                        + ". Take it out with redacting(\"its name\"), or, if it is none, say so with"
                        + " keeping(\"its name\").");
            }
        }
    }

    /// Without the rest of the address, where the secret may be.
    private static String shown(Recording recording) {
        return recording.asked().method() + " " + recording.asked().uri().getHost();
    }

    private String unexpected(Recording.Asked asked) {
        var same =
                recordings.stream().filter(each -> each.asked().sameAs(asked)).count();
        var sentence = new StringBuilder("The job called " + asked.sentence());
        if (same > 0) {
            sentence.append(" once more than the ")
                    .append(same == 1 ? "one time" : same + " times")
                    .append(" it is recorded in ")
                    .append(file)
                    .append('.');
        } else {
            sentence.append(", which is not recorded in ").append(file).append('.');
            recordings.stream()
                    .max(Comparator.comparingInt(each -> each.asked().likeness(asked)))
                    .ifPresent(nearest -> sentence.append(" The nearest recorded call is ")
                            .append(nearest.asked().sentence())
                            .append(": ")
                            .append(asked.differenceFrom(nearest.asked()))
                            .append('.'));
        }
        return sentence.append(" If the job is right, record again with -D" + RECORD + "=true.")
                .toString();
    }
}
