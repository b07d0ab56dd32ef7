package dev.tallystick.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces what a file says instead of a value: `${NAME}`, `${NAME:-default}` and `${file:path}`; `$${` stands for
/// `${` itself.
///
/// It remembers which files it read, so that a watcher knows what to look at.
public final class References {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?:file:([^}]+)|([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?)\\}");

    /// A secret is a line or a key, not a disk image.
    private static final long MOST_BYTES = 1 << 20;

    private final Map<String, String> environment;
    private final Path folder;
    private final Set<Path> files = new LinkedHashSet<>();

    /// @param environment by name
    /// @param folder where relative paths begin: beside the file
    public References(Map<String, String> environment, Path folder) {
        this.environment = Map.copyOf(environment);
        this.folder = folder;
    }

    /// Every file that was asked for, there or not.
    public Set<Path> files() {
        return Set.copyOf(files);
    }

    public static boolean isIn(String text) {
        var found = REFERENCE.matcher(text);
        while (found.find()) {
            if (!found.group().equals("$${")) {
                return true;
            }
        }
        return false;
    }

    /// The text with its references replaced; one that leads nowhere becomes empty and is named.
    public Resolved resolve(String text) {
        var missing = new ArrayList<String>();
        var resolved = REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, missing)));
        return new Resolved(resolved, missing);
    }

    private String value(java.util.regex.MatchResult found, List<String> missing) {
        if (found.group().equals("$${")) {
            return "${";
        }
        if (found.group(1) != null) {
            return fileText(found.group(1), missing);
        }
        var name = found.group(2);
        var value = environment.get(name);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        if (found.group(3) != null) {
            return found.group(3);
        }
        missing.add("The environment variable " + name + " is not set; set it, or write ${" + name
                + ":-…} to give a default.");
        return "";
    }

    private String fileText(String path, List<String> missing) {
        try {
            return read(path).stripTrailing();
        } catch (IOException unreadable) {
            missing.add("The file '" + path + "' cannot be read" + reason(unreadable) + ".");
            return "";
        }
    }

    /// The content of a file beside the one that names it.
    public String read(String path) throws IOException {
        var file = folder.resolve(path);
        files.add(file);
        if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
            throw new IOException("it is larger than 1 MiB");
        }
        return Files.readString(file);
    }

    /// Why, in words; the JDK's own message is often just the path again.
    public static String reason(IOException trouble) {
        return switch (trouble) {
            case java.nio.file.NoSuchFileException _ -> " (there is no such file)";
            case java.nio.file.AccessDeniedException _ -> " (permission denied)";
            case java.nio.charset.CharacterCodingException _ -> " (it is not UTF-8 text)";
            default ->
                trouble.getMessage() == null || trouble instanceof java.nio.file.FileSystemException
                        ? ""
                        : " (" + trouble.getMessage() + ")";
        };
    }

    /// @param missing a sentence for each reference that led nowhere
    public record Resolved(String text, List<String> missing) {
        public Resolved {
            missing = List.copyOf(missing);
        }
    }
}
