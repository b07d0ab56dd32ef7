package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.template.Node.Arguments;
import dev.tallystick.connectors.http.template.Token.Kind;
import dev.tallystick.connectors.http.value.None;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads tokens by recursive descent, with Jinja's precedences: `+` binds looser than `~`, a filter binds to a whole
/// signed number.
final class Parser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final int DEPTH = 100;

    private final List<Token> tokens;
    private final Set<String> read = new HashSet<>();
    private final Set<String> written = new HashSet<>();
    private int at;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// @param names the variables and functions it reads and does not set itself
    record Parsed(List<Statement> statements, Set<String> names) {}

    static Parsed parse(String source) {
        var parser = new Parser(Lexer.tokens(source));
        var statements = parser.statements(Set.of());
        parser.read.removeAll(parser.written);
        return new Parsed(statements, Set.copyOf(parser.read));
    }

    // Statements

    private List<Statement> statements(Set<String> until) {
        List<Statement> found = new ArrayList<>();
        while (true) {
            var token = next();
            switch (token.kind()) {
                case TEXT -> found.add(new Statement.Text(token.text()));
                case PRINT_BEGIN -> {
                    found.add(new Statement.Print(tuple()));
                    expect(Kind.PRINT_END);
                }
                case BLOCK_BEGIN -> {
                    if (peek().is(Kind.NAME) && until.contains(peek().text())) {
                        return found;
                    }
                    found.add(block());
                }
                case END -> {
                    if (!until.isEmpty()) {
                        throw TemplateException.syntax("a block is not closed");
                    }
                    return found;
                }
                default -> throw TemplateException.syntax("unexpected '" + token.text() + "'");
            }
        }
    }

    private Statement block() {
        var word = expect(Kind.NAME).text();
        enter();
        try {
            return switch (word) {
                case "if" -> condition();
                case "for" -> loop();
                case "set" -> assignment();
                default ->
                    throw new TemplateException(
                            TemplateException.Kind.SYNTAX, "the statement '" + word + "' is not supported");
            };
        } finally {
            depth--;
        }
    }

    private Statement condition() {
        List<Statement.Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        while (true) {
            var test = tuple();
            expect(Kind.BLOCK_END);
            branches.add(new Statement.Branch(test, statements(Set.of("elif", "else", "endif"))));
            var word = next().text();
            if (word.equals("elif")) {
                continue;
            }
            if (word.equals("else")) {
                expect(Kind.BLOCK_END);
                otherwise = statements(Set.of("endif"));
                next();
            }
            expect(Kind.BLOCK_END);
            return new Statement.If(branches, otherwise);
        }
    }

    private Statement loop() {
        var names = targets();
        written.addAll(names);
        written.add("loop");
        if (!next().name("in")) {
            throw TemplateException.syntax("a loop needs 'in'");
        }
        var items = withoutChoice();
        Node condition = null;
        if (peek().name("if")) {
            next();
            condition = expression();
        }
        expect(Kind.BLOCK_END);
        var body = statements(Set.of("else", "endfor"));
        List<Statement> otherwise = List.of();
        if (next().name("else")) {
            expect(Kind.BLOCK_END);
            otherwise = statements(Set.of("endfor"));
            next();
        }
        expect(Kind.BLOCK_END);
        return new Statement.For(names, items, condition, body, otherwise);
    }

    private Node withoutChoice() {
        var first = or();
        if (!peek().operator(",")) {
            return first;
        }
        List<Node> items = new ArrayList<>(List.of(first));
        while (peek().operator(",")) {
            next();
            items.add(or());
        }
        return new Node.TupleOf(items);
    }

    private Statement assignment() {
        var first = expect(Kind.NAME).text();
        if (peek().operator(".")) {
            next();
            var field = expect(Kind.NAME).text();
            read.add(first);
            expectOperator("=");
            var value = tuple();
            expect(Kind.BLOCK_END);
            return new Statement.Assign(List.of(first), field, value);
        }
        List<String> names = new ArrayList<>(List.of(first));
        while (peek().operator(",")) {
            next();
            names.add(expect(Kind.NAME).text());
        }
        if (peek().is(Kind.BLOCK_END)) {
            next();
            var body = statements(Set.of("endset"));
            next();
            expect(Kind.BLOCK_END);
            written.add(first);
            return new Statement.Capture(first, body);
        }
        expectOperator("=");
        var value = tuple();
        expect(Kind.BLOCK_END);
        written.addAll(names);
        return new Statement.Assign(names, null, value);
    }

    private List<String> targets() {
        boolean round = peek().operator("(");
        if (round) {
            next();
        }
        List<String> names = new ArrayList<>();
        do {
            names.add(expect(Kind.NAME).text());
        } while (peek().operator(",") && next().operator(","));
        if (round) {
            expectOperator(")");
        }
        return names;
    }

    // Expressions, the loosest first

    /// One expression, or several with commas between: a tuple.
    private Node tuple() {
        var first = expression();
        if (!peek().operator(",")) {
            return first;
        }
        List<Node> items = new ArrayList<>(List.of(first));
        while (peek().operator(",")) {
            next();
            if (ends()) {
                break;
            }
            items.add(expression());
        }
        return new Node.TupleOf(items);
    }

    private boolean ends() {
        return switch (peek().kind()) {
            case PRINT_END, BLOCK_END, END -> true;
            case OPERATOR -> peek().operator(")") || peek().operator("]") || peek().operator("=");
            default -> false;
        };
    }

    private Node expression() {
        enter();
        try {
            var value = or();
            while (peek().name("if")) {
                next();
                var condition = or();
                Node otherwise = null;
                if (peek().name("else")) {
                    next();
                    otherwise = expression();
                }
                value = new Node.Choice(condition, value, otherwise);
            }
            return value;
        } finally {
            depth--;
        }
    }

    private Node or() {
        var left = and();
        while (peek().name("or")) {
            next();
            left = new Node.Or(left, and());
        }
        return left;
    }

    private Node and() {
        var left = not();
        while (peek().name("and")) {
            next();
            left = new Node.And(left, not());
        }
        return left;
    }

    private Node not() {
        if (peek().name("not")) {
            next();
            enter();
            try {
                return new Node.Not(not());
            } finally {
                depth--;
            }
        }
        return comparison();
    }

    private Node comparison() {
        var first = sum();
        List<Node.Comparison> comparisons = new ArrayList<>();
        while (true) {
            if (peek().is(Kind.OPERATOR) && COMPARISONS.contains(peek().text())) {
                comparisons.add(new Node.Comparison(next().text(), sum()));
            } else if (peek().name("in")) {
                next();
                comparisons.add(new Node.Comparison("in", sum()));
            } else if (peek().name("not") && tokens.get(at + 1).name("in")) {
                next();
                next();
                comparisons.add(new Node.Comparison("not in", sum()));
            } else {
                return comparisons.isEmpty() ? first : new Node.Compare(first, comparisons);
            }
        }
    }

    private Node sum() {
        var left = concat();
        while (peek().operator("+") || peek().operator("-")) {
            left = new Node.Binary(next().text(), left, concat());
        }
        return left;
    }

    private Node concat() {
        var first = product();
        if (!peek().operator("~")) {
            return first;
        }
        List<Node> parts = new ArrayList<>(List.of(first));
        while (peek().operator("~")) {
            next();
            parts.add(product());
        }
        return new Node.Concat(parts);
    }

    private Node product() {
        var left = power();
        while (peek().operator("*") || peek().operator("/") || peek().operator("//") || peek().operator("%")) {
            left = new Node.Binary(next().text(), left, power());
        }
        return left;
    }

    private Node power() {
        var left = unary(true);
        while (peek().operator("**")) {
            next();
            left = new Node.Binary("**", left, unary(true));
        }
        return left;
    }

    private Node unary(boolean filters) {
        enter();
        try {
            Node node;
            if (peek().operator("-") || peek().operator("+")) {
                node = new Node.Sign(next().text().equals("-"), unary(false));
            } else {
                node = primary();
            }
            node = postfix(node);
            return filters ? filters(node) : node;
        } finally {
            depth--;
        }
    }

    private Node primary() {
        var token = next();
        return switch (token.kind()) {
            case NAME ->
                switch (token.text()) {
                    case "true", "True" -> new Node.Const(true);
                    case "false", "False" -> new Node.Const(false);
                    case "none", "None" -> new Node.Const(None.NONE);
                    default -> {
                        read.add(token.text());
                        yield new Node.Name(token.text());
                    }
                };
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (peek().is(Kind.STRING)) {
                    text.append(next().text());
                }
                yield new Node.Const(text.toString());
            }
            case INTEGER -> new Node.Const(integer(token.text()));
            case FLOAT -> new Node.Const(Double.valueOf(token.text()));
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> {
                        if (peek().operator(")")) {
                            next();
                            yield new Node.TupleOf(List.of());
                        }
                        var inner = tuple();
                        expectOperator(")");
                        yield inner;
                    }
                    case "[" -> new Node.ListOf(items("]"));
                    case "{" -> new Node.DictOf(entries());
                    default -> throw TemplateException.syntax("unexpected '" + token.text() + "'");
                };
            default -> throw TemplateException.syntax("an expression is missing");
        };
    }

    private static Object integer(String text) {
        var lower = text.replace("_", "").toLowerCase(java.util.Locale.ROOT);
        try {
            var value = switch (lower.length() > 1 ? lower.substring(0, 2) : "") {
                case "0x" -> new BigInteger(lower.substring(2), 16);
                case "0o" -> new BigInteger(lower.substring(2), 8);
                case "0b" -> new BigInteger(lower.substring(2), 2);
                default -> new BigInteger(lower);
            };
            return Numbers.whole(value);
        } catch (NumberFormatException _) {
            throw TemplateException.syntax("a number cannot be read");
        }
    }

    private List<Node> items(String close) {
        List<Node> items = new ArrayList<>();
        while (!peek().operator(close)) {
            items.add(expression());
            if (!peek().operator(close)) {
                expectOperator(",");
            }
        }
        next();
        return items;
    }

    private List<Node.Entry> entries() {
        List<Node.Entry> entries = new ArrayList<>();
        while (!peek().operator("}")) {
            var key = expression();
            expectOperator(":");
            entries.add(new Node.Entry(key, expression()));
            if (!peek().operator("}")) {
                expectOperator(",");
            }
        }
        next();
        return entries;
    }

    private Node postfix(Node first) {
        var node = first;
        while (true) {
            if (peek().operator(".")) {
                next();
                var token = next();
                node = switch (token.kind()) {
                    case NAME -> new Node.Attribute(node, token.text());
                    case INTEGER -> new Node.Item(node, new Node.Const(integer(token.text())));
                    default -> throw TemplateException.syntax("a name is missing after the dot");
                };
            } else if (peek().operator("[")) {
                next();
                node = subscript(node);
            } else if (peek().operator("(")) {
                next();
                node = new Node.Call(node, arguments());
            } else {
                return node;
            }
        }
    }

    private Node subscript(Node target) {
        Node from = peek().operator(":") ? null : tuple();
        if (from != null && peek().operator("]")) {
            next();
            return new Node.Item(target, from);
        }
        expectOperator(":");
        Node to = peek().operator(":") || peek().operator("]") ? null : expression();
        Node step = null;
        if (peek().operator(":")) {
            next();
            step = peek().operator("]") ? null : expression();
        }
        expectOperator("]");
        return new Node.Slice(target, from, to, step);
    }

    private Arguments arguments() {
        List<Node> byPlace = new ArrayList<>();
        Map<String, Node> byName = new LinkedHashMap<>();
        while (!peek().operator(")")) {
            if (peek().is(Kind.NAME) && tokens.get(at + 1).operator("=")) {
                var name = next().text();
                next();
                byName.put(name, expression());
            } else {
                byPlace.add(expression());
            }
            if (!peek().operator(")")) {
                expectOperator(",");
            }
        }
        next();
        return new Arguments(byPlace, byName);
    }

    private Node filters(Node first) {
        var node = first;
        while (true) {
            if (peek().operator("|")) {
                next();
                var name = dotted();
                node = new Node.Filter(node, name, optionalArguments());
            } else if (peek().name("is")) {
                next();
                node = test(node);
            } else if (peek().operator("(")) {
                next();
                node = new Node.Call(node, arguments());
            } else {
                return node;
            }
        }
    }

    private String dotted() {
        var name = new StringBuilder(expect(Kind.NAME).text());
        while (peek().operator(".")) {
            next();
            name.append('.').append(expect(Kind.NAME).text());
        }
        return name.toString();
    }

    private Arguments optionalArguments() {
        if (!peek().operator("(")) {
            return Arguments.NONE;
        }
        next();
        return arguments();
    }

    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and", "if", "is", "in", "not");

    private Node test(Node target) {
        boolean negated = peek().name("not");
        if (negated) {
            next();
        }
        var name = dotted();
        Arguments arguments;
        if (peek().operator("(")) {
            arguments = optionalArguments();
        } else if (startsArgument()) {
            arguments = new Arguments(List.of(postfix(primary())), Map.of());
        } else {
            arguments = Arguments.NONE;
        }
        return new Node.Test(target, name, arguments, negated);
    }

    private boolean startsArgument() {
        return switch (peek().kind()) {
            case NAME -> !AFTER_TEST.contains(peek().text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> peek().operator("[") || peek().operator("{");
            default -> false;
        };
    }

    // Tokens

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        var token = tokens.get(at);
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    private Token expect(Kind kind) {
        var token = next();
        if (!token.is(kind)) {
            throw TemplateException.syntax("unexpected '" + token.text() + "'");
        }
        return token;
    }

    private void expectOperator(String sign) {
        var token = next();
        if (!token.operator(sign)) {
            throw TemplateException.syntax("'" + sign + "' is missing before '" + token.text() + "'");
        }
    }

    /// Nesting is bounded, since reading is recursive.
    private void enter() {
        if (++depth > DEPTH) {
            throw TemplateException.limit("it is nested too deeply");
        }
    }
}
