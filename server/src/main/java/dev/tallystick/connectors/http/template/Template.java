package dev.tallystick.connectors.http.template;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A template, read once and rendered as often as needed.
public final class Template {
    /// The longest text that is read as a template.
    private static final int LONGEST = 200_000;

    private final String source;
    private final List<Statement> statements;
    private final Set<String> names;

    private Template(String source, Parser.Parsed parsed) {
        this.source = source;
        this.statements = parsed.statements();
        this.names = parsed.names();
    }

    /// @throws TemplateException when it is no template, or uses what is not supported here
    public static Template parse(String source) {
        if (source.length() > LONGEST) {
            throw TemplateException.limit("it is too long");
        }
        if (source.indexOf('{') < 0) {
            var plain = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
            return new Template(source, new Parser.Parsed(List.of(new Statement.Text(plain)), Set.of()));
        }
        return new Template(source, Parser.parse(source));
    }

    public String source() {
        return source;
    }

    /// The variables it reads, functions left out.
    public Set<String> variables() {
        var variables = new java.util.HashSet<>(names);
        variables.removeAll(Macros.NAMES);
        return Set.copyOf(variables);
    }

    boolean isConstant() {
        return statements.isEmpty() || (statements.size() == 1 && statements.getFirst() instanceof Statement.Text);
    }

    /// What it uses that this evaluator does not offer, as phrases; empty when it can be computed.
    public List<String> unsupported() {
        List<String> found = new ArrayList<>();
        new Uses(found).statements(statements);
        return found;
    }

    /// @param context the variables, by name
    public String render(Map<String, Object> context, Clock clock) {
        for (var name : names) {
            if (!context.containsKey(name) && !Macros.NAMES.contains(name)) {
                throw new TemplateException(
                        TemplateException.Kind.UNDECLARED, "the variable '" + name + "' does not exist here");
            }
        }
        return new Evaluator(new Macros(clock), context).render(statements);
    }

    @Override
    public String toString() {
        return source;
    }
}
