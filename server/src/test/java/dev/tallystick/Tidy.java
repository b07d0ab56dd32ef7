package dev.tallystick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The repository's own files, and what is checked of them. Each check is a pure function of the files: it gives a line
/// for everything that is wrong, and so it can be tried on files with a planted fault.
///
/// @param files text by path from the root of the repository; a file that is no text is there with an empty one
record Tidy(Map<String, String> files) {
    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", "node_modules", "dist", "data", ".idea", ".vscode", "playwright-report");
    private static final String SERVER = "server/src/main/java/dev/tallystick/";
    private static final String SERVER_TESTS = "server/src/test/java/dev/tallystick/";
    private static final String CONNECTORS = SERVER + "connectors/";

    /// Names of connectors that are also ordinary words; of these only the quoted word and the package count.
    private static final Set<String> ORDINARY_WORDS = Set.of("http", "csv", "postgres");

    private static final Pattern PACKAGE_SENTENCE = Pattern.compile("\\A((?:/// .*\n)+)@");
    private static final Pattern MIGRATION = Pattern.compile("V(\\d{3})__[a-z][a-z0-9_]*\\.sql");
    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern REGISTRY = Pattern.compile(
            "https?://[^/\\s\"'<>]*(?:registry|artifactory|nexus|verdaccio|proxy|mirror)[^/\\s\"'<>]*/",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PATH_OF_A_MACHINE = Pattern.compile("(?<![\\w./}-])/(?:work|root|home/[a-z]\\w*)/");

    static Tidy ofRepository() {
        var root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("core/pom.xml"))) {
            root = root.getParent();
        }
        var files = new TreeMap<String, String>();
        var top = root;
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!file.getFileName().toString().equals(".git")) {
                        files.put(top.relativize(file).toString().replace('\\', '/'), text(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new Tidy(files);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException notText) {
            return "";
        }
    }

    List<String> packagesWithoutTheirSentence() {
        var wrong = new ArrayList<String>();
        for (var folder : foldersWith(path -> path.contains("src/main/java/") && path.endsWith(".java"))) {
            var info = files.get(folder + "/package-info.java");
            if (info == null) {
                wrong.add(folder + " has no package-info.java");
                continue;
            }
            var sentence = PACKAGE_SENTENCE.matcher(info);
            if (!sentence.find()) {
                wrong.add(folder + ": package-info.java does not begin with its sentence in ///");
                continue;
            }
            var text =
                    sentence.group(1).replace("///", "").replaceAll("\\s+", " ").strip();
            if (!text.matches("[A-Z].*[.]") || text.matches(".*[.!?] [A-Z].*")) {
                wrong.add(folder + ": \"" + text + "\" is not one sentence");
            }
        }
        return wrong;
    }

    /// The tree in ARCHITECTURE.md and the folders of the repository: where the tree names one child of a folder it
    /// names all of them, and what it names is there.
    List<String> foldersThatThePictureLacksOrInvents() {
        var picture = foldersOfThePicture();
        var wrong = new ArrayList<String>();
        var all = new TreeSet<String>();
        for (var path : files.keySet()) {
            for (var end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                all.add(path.substring(0, end + 1));
            }
        }
        if (picture.isEmpty()) {
            wrong.add("ARCHITECTURE.md has no tree");
        }
        var expanded = new HashSet<String>();
        for (var folder : picture) {
            if (!all.contains(folder)) {
                wrong.add("ARCHITECTURE.md names " + folder + ", which is not there");
            }
            expanded.add(parent(folder));
        }
        for (var folder : all) {
            if (expanded.contains(parent(folder))
                    && picture.stream().noneMatch(named -> named.equals(folder) || named.startsWith(folder))) {
                wrong.add("ARCHITECTURE.md does not name " + folder);
            }
        }
        return wrong;
    }

    /// The folders that the first fenced block after "## The tree" names, by their indentation.
    private Set<String> foldersOfThePicture() {
        var text = files.getOrDefault("ARCHITECTURE.md", "");
        var from = text.indexOf("```\n", Math.max(0, text.indexOf("## The tree")));
        var to = from < 0 ? -1 : text.indexOf("```", from + 4);
        var folders = new TreeSet<String>();
        if (to < 0) {
            return folders;
        }
        var open = new ArrayDeque<Map.Entry<Integer, String>>();
        for (var line : text.substring(from + 4, to).lines().toList()) {
            var name = line.strip().split("\\s", 2)[0];
            if (!name.endsWith("/")) {
                continue;
            }
            var depth = line.length() - line.stripLeading().length();
            while (!open.isEmpty() && open.peek().getKey() >= depth) {
                open.pop();
            }
            var path = (open.isEmpty() ? "" : open.peek().getValue()) + name;
            open.push(Map.entry(depth, path));
            folders.add(path);
        }
        return folders;
    }

    List<String> connectorsThatAreNotWhole() {
        var wrong = new ArrayList<String>();
        for (var name : connectors()) {
            for (var needed : List.of("README.md", "icon.svg", "package-info.java")) {
                if (!files.containsKey(CONNECTORS + name + "/" + needed)) {
                    wrong.add("connector " + name + " has no " + needed);
                }
            }
            var tests = SERVER_TESTS + "connectors/" + name + "/";
            if (files.entrySet().stream()
                    .noneMatch(file ->
                            file.getKey().startsWith(tests) && file.getValue().contains("extends ConnectorContract"))) {
                wrong.add("connector " + name + " has no test that extends ConnectorContract");
            }
        }
        return wrong;
    }

    /// @param allowed where a connector's name may stand outside its folder, with the reason
    List<String> connectorNamesOutsideTheirFolder(Map<String, String> allowed) {
        var wrong = new ArrayList<String>();
        var used = new HashSet<String>();
        for (var name : connectors()) {
            var word = ORDINARY_WORDS.contains(name)
                    ? Pattern.compile("\"" + name + "\"|'" + name + "'|connectors\\." + name + "\\b")
                    : Pattern.compile("\\b" + name.replace("-", "[-_ ]?") + "\\b", Pattern.CASE_INSENSITIVE);
            files.forEach((path, text) -> {
                if (isSource(path)
                        && !path.contains("/connectors/" + name + "/")
                        && word.matcher(text).find()) {
                    if (allowed.containsKey(path)) {
                        used.add(path);
                    } else {
                        wrong.add(path + " names the connector " + name);
                    }
                }
            });
        }
        allowed.keySet().stream()
                .filter(path -> !used.contains(path))
                .forEach(path -> wrong.add(path + " is allowed to name a connector and does not"));
        return wrong;
    }

    private static boolean isSource(String path) {
        // The lab emulates what connectors speak to, and says so by name.
        return (path.startsWith("server/src/main/java/") && !path.startsWith(SERVER + "lab/"))
                || path.startsWith("core/src/main/java/")
                || (path.startsWith("ui/src/") && !path.contains("/testing/") && !path.contains(".test."));
    }

    private Set<String> connectors() {
        var names = new TreeSet<String>();
        files.keySet().stream()
                .filter(path -> path.startsWith(CONNECTORS) && path.indexOf('/', CONNECTORS.length()) > 0)
                .forEach(
                        path -> names.add(path.substring(CONNECTORS.length(), path.indexOf('/', CONNECTORS.length()))));
        return names;
    }

    List<String> migrationsOutOfStep() {
        var wrong = new ArrayList<String>();
        var numbers = new ArrayList<Integer>();
        for (var path : files.keySet()) {
            if (path.startsWith("server/src/main/resources/db/migration/")) {
                var name = MIGRATION.matcher(path.substring(path.lastIndexOf('/') + 1));
                if (name.matches()) {
                    numbers.add(Integer.valueOf(name.group(1)));
                } else {
                    wrong.add(path + " is not named V001__like_this.sql");
                }
            }
        }
        for (var i = 0; i < numbers.size(); i++) {
            if (numbers.get(i) != i + 1) {
                wrong.add(
                        String.format(Locale.ROOT, "migration V%03d stands where V%03d should", numbers.get(i), i + 1));
                break;
            }
        }
        return wrong;
    }

    List<String> unfinishedWork() {
        var word = Pattern.compile("\\b(?:FIX" + "ME|TO" + "DO)\\b");
        return lines((path, line) -> word.matcher(line).find() && !path.endsWith("package-lock.json"));
    }

    List<String> linksThatLeadNowhere() {
        var wrong = new ArrayList<String>();
        files.forEach((path, text) -> {
            if (!path.endsWith(".md")) {
                return;
            }
            var link = LINK.matcher(text.replaceAll("(?s)```.*?```", ""));
            while (link.find()) {
                var to = link.group(1);
                if (to.matches("[a-z]+:.*")) {
                    continue;
                }
                var parts = to.split("#", 2);
                var file = parts[0].isEmpty() ? path : resolved(parent(path), parts[0]);
                if (!exists(file)) {
                    wrong.add(path + " links to " + to + ", which is not there");
                } else if (parts.length > 1
                        && file.endsWith(".md")
                        && !anchors(files.get(file)).contains(parts[1])) {
                    wrong.add(path + " links to " + to + ", and there is no such heading");
                }
            }
        });
        return wrong;
    }

    private boolean exists(String path) {
        return path.isEmpty()
                || files.containsKey(path)
                || files.keySet().stream().anyMatch(file -> file.startsWith(path.endsWith("/") ? path : path + "/"));
    }

    private static String resolved(String folder, String to) {
        var path = Path.of("/" + folder).resolve(to).normalize().toString().replace('\\', '/');
        return path.substring(1) + (to.endsWith("/") && path.length() > 1 ? "/" : "");
    }

    private static Set<String> anchors(String markdown) {
        var anchors = new HashSet<String>();
        markdown.lines()
                .filter(line -> line.startsWith("#"))
                .forEach(line -> anchors.add(line.replaceFirst("^#+ +", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-')));
        return anchors;
    }

    List<String> tracesOfOneMachine() {
        var wrong = new ArrayList<>(lines((path, line) ->
                REGISTRY.matcher(line).find() || PATH_OF_A_MACHINE.matcher(line).find()));
        files.forEach((path, text) -> {
            if (path.endsWith(".npmrc") && text.matches("(?s).*registry\\s*=.*")) {
                wrong.add(path + " names a registry");
            }
            if (path.endsWith("package-lock.json") && text.contains("\"resolved\": \"http")) {
                wrong.add(path + " holds the addresses of one registry; write it with omit-lockfile-registry-resolved");
            }
        });
        return wrong;
    }

    private interface LineCheck {
        boolean wrong(String path, String line);
    }

    private List<String> lines(LineCheck check) {
        var wrong = new ArrayList<String>();
        files.forEach((path, text) -> {
            var number = 0;
            for (var line : (Iterable<String>) text.lines()::iterator) {
                number++;
                if (check.wrong(path, line)) {
                    wrong.add(path + ":" + number + ": " + line.strip());
                }
            }
        });
        return wrong;
    }

    private Set<String> foldersWith(java.util.function.Predicate<String> file) {
        var folders = new TreeSet<String>();
        Stream.of(files.keySet().toArray(String[]::new))
                .filter(file)
                .forEach(path -> folders.add(path.substring(0, path.lastIndexOf('/'))));
        return folders;
    }

    private static String parent(String path) {
        var end = path.lastIndexOf('/', path.length() - 2);
        return end < 0 ? "" : path.substring(0, end + 1);
    }
}
