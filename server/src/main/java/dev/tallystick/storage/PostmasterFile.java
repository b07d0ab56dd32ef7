package dev.tallystick.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a running PostgreSQL says of itself in `postmaster.pid`: line 1 its pid, line 4 its port, line 8 its state.
record PostmasterFile(Path file, long pid, int port, String state) {

    static Optional<PostmasterFile> of(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            // The file is written line by line while the server starts; an unfinished one is asked for again.
            long pid = lines.isEmpty() ? 0 : number(lines.getFirst());
            int port = lines.size() < 4 ? 0 : (int) number(lines.get(3));
            String state = lines.size() < 8 ? "" : lines.get(7).trim();
            return Optional.of(new PostmasterFile(file, pid, port, state));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean ready() {
        return state.equals("ready");
    }

    /// Whether the process of that number is truly the server of this data directory. After a reboot, and sooner
    /// in a container, the number may belong to any process.
    boolean alive(Path data) {
        try {
            String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8);
            return List.of(command.split("\0")).contains(data.toString());
        } catch (IOException e) {
            return false;
        }
    }

    /// PostgreSQL refuses to start while *any* process has the pid in its old file. Removing the file would also
    /// remove its other guard (a shared memory segment that orphaned backends still hold), so only the pid is
    /// replaced, by one above what Linux ever gives out.
    void forgetPid() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
        if (lines.isEmpty()) {
            Files.delete(file);
            return;
        }
        lines.set(0, "4194305");
        DataDirectory.writePrivately(file, String.join("\n", lines) + "\n");
    }

    private static long number(String line) {
        String digits = line.trim();
        return digits.matches("-?\\d{1,10}") ? Math.abs(Long.parseLong(digits)) : 0;
    }
}
