package dev.tallystick.generate;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// A project's `pom.xml`: what it says of itself, and where dependencies go. It is edited as text, so that whatever a
/// person wrote there stays as it is.
final class PomFile {
    private static final String DEPENDENCIES = "project/dependencies";

    private final Path file;
    private final String text;
    private final Map<String, String> values = new HashMap<>();
    private final List<String> artifacts = new ArrayList<>();
    private int endOfDependencies = -1;
    private int endOfProject = -1;

    private PomFile(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static PomFile read(Path file) {
        try {
            var pom = new PomFile(file, Files.readString(file));
            pom.parse();
            return pom;
        } catch (IOException unreadable) {
            throw new CannotGenerate(file + " cannot be read.", unreadable);
        } catch (XMLStreamException broken) {
            throw new CannotGenerate(file + " is no XML that can be read; mend it first.", broken);
        }
    }

    private void parse() throws XMLStreamException {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        var reader = factory.createXMLStreamReader(new StringReader(text));
        var open = new ArrayDeque<String>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> open.addLast(reader.getLocalName());
                case XMLStreamConstants.CHARACTERS ->
                    note(String.join("/", open), reader.getText().strip());
                case XMLStreamConstants.END_ELEMENT -> {
                    ends(String.join("/", open), reader);
                    open.removeLast();
                }
                default -> {
                    // Comments and the like say nothing here.
                }
            }
        }
        if (endOfProject < 0) {
            throw new CannotGenerate(file + " is no pom.xml: it has no <project>.");
        }
    }

    private void note(String path, String value) {
        if (value.isEmpty()) {
            return;
        }
        values.putIfAbsent(path, value);
        if (path.equals(DEPENDENCIES + "/dependency/artifactId")) {
            artifacts.add(value);
        }
    }

    /// Where the closing tag of that element begins.
    private void ends(String path, XMLStreamReader reader) {
        int at = reader.getLocation().getCharacterOffset();
        if (path.equals(DEPENDENCIES)) {
            endOfDependencies = text.lastIndexOf("</", at - 1);
        } else if (path.equals("project")) {
            endOfProject = text.lastIndexOf("</", at - 1);
        }
    }

    String groupId() {
        var own = values.getOrDefault("project/groupId", values.getOrDefault("project/parent/groupId", ""));
        return own.contains("${") ? "" : own;
    }

    List<Dependency> missing(List<Dependency> wanted) {
        return wanted.stream()
                .filter(dependency -> !artifacts.contains(dependency.artifact()))
                .toList();
    }

    /// The file with these besides.
    String with(List<Dependency> more) {
        var entries = more.stream().map(dependency -> dependency.xml("    ")).collect(Collectors.joining());
        if (endOfDependencies >= 0) {
            int line = text.lastIndexOf('\n', endOfDependencies) + 1;
            boolean alone = text.substring(line, endOfDependencies).isBlank();
            int at = alone ? line : endOfDependencies;
            return text.substring(0, at) + (alone ? "" : "\n") + entries + (alone ? "" : "  ") + text.substring(at);
        }
        var list = "\n  <dependencies>\n" + entries + "  </dependencies>\n";
        return text.substring(0, endOfProject).stripTrailing() + "\n" + list + text.substring(endOfProject);
    }

    /// @param scope empty for that of compiling
    record Dependency(String group, String artifact, String version, String scope) {
        String xml(String indent) {
            return """
                    <dependency>
                      <groupId>%s</groupId>
                      <artifactId>%s</artifactId>
                      <version>%s</version>
                      <scope>%s</scope>
                    </dependency>
                    """.formatted(group, artifact, version, scope).indent(indent.length());
        }
    }
}
