package dev.tallystick.lab.airtable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a formula by descent: comparison, `&`, sum, product, sign, and what stands alone.
final class ParseFormula {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<number>\\d+(?:\\.\\d+)?)"
            + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
            + "|(?<cell>\\{(?:[^}\\\\]|\\\\.)*})"
            + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_.]*)"
            + "|(?<sign>!=|<=|>=|[=<>&+\\-*/(),]))");
    private static final int DEEPEST = 200;

    private record Token(String kind, String text) {}

    private static final Token END = new Token("end", "");

    private final List<Token> tokens;
    private int at;
    private int depth;

    private ParseFormula(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// @throws Formula.Unreadable where it is none
    static Formula of(String text) {
        var parse = new ParseFormula(tokens(text));
        Formula formula = parse.comparison();
        if (!parse.peek().equals(END)) {
            throw new Formula.Unreadable("Invalid formula. Please check your formula text.");
        }
        return formula;
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int from = 0;
        while (from < text.length() && matcher.find(from) && matcher.start() == from) {
            for (String kind : List.of("number", "text", "cell", "word", "sign")) {
                if (matcher.group(kind) != null) {
                    tokens.add(new Token(kind, matcher.group(kind)));
                }
            }
            from = matcher.end();
        }
        if (!text.substring(from).isBlank()) {
            throw new Formula.Unreadable("Invalid formula. Please check your formula text.");
        }
        return tokens;
    }

    private Token peek() {
        return at < tokens.size() ? tokens.get(at) : END;
    }

    private Token take() {
        Token token = peek();
        at++;
        return token;
    }

    private boolean takes(String... signs) {
        return peek().kind().equals("sign") && List.of(signs).contains(peek().text());
    }

    private Formula comparison() {
        if (++depth > DEEPEST) {
            throw new Formula.Unreadable("The formula is nested too deeply.");
        }
        Formula left = joined();
        while (takes("=", "!=", "<", ">", "<=", ">=")) {
            left = new Formula.Operation(take().text(), left, joined());
        }
        depth--;
        return left;
    }

    private Formula joined() {
        Formula left = sum();
        while (takes("&")) {
            left = new Formula.Operation(take().text(), left, sum());
        }
        return left;
    }

    private Formula sum() {
        Formula left = product();
        while (takes("+", "-")) {
            left = new Formula.Operation(take().text(), left, product());
        }
        return left;
    }

    private Formula product() {
        Formula left = alone();
        while (takes("*", "/")) {
            left = new Formula.Operation(take().text(), left, alone());
        }
        return left;
    }

    private Formula alone() {
        Token token = take();
        return switch (token.kind()) {
            case "number" -> new Formula.Constant(Double.valueOf(token.text()));
            case "text", "cell" -> {
                String inner =
                        token.text().substring(1, token.text().length() - 1).replaceAll("\\\\(.)", "$1");
                yield token.kind().equals("text") ? new Formula.Constant(inner) : new Formula.Cell(inner);
            }
            case "word" -> takes("(") ? call(token.text()) : new Formula.Cell(token.text());
            case "sign" -> sign(token.text());
            default -> throw new Formula.Unreadable("Invalid formula. Please check your formula text.");
        };
    }

    private Formula sign(String sign) {
        if (sign.equals("-")) {
            return new Formula.Negated(alone());
        }
        if (sign.equals("(")) {
            Formula inner = comparison();
            close();
            return inner;
        }
        throw new Formula.Unreadable("Invalid formula. Please check your formula text.");
    }

    private Formula call(String word) {
        String function = word.toUpperCase(Locale.ROOT);
        if (!EvaluateFormula.FUNCTIONS.contains(function)) {
            throw new Formula.Unreadable("Unknown function: " + word);
        }
        take();
        List<Formula> arguments = new ArrayList<>();
        while (!takes(")")) {
            if (!arguments.isEmpty()) {
                if (!takes(",")) {
                    throw new Formula.Unreadable("Invalid formula. Please check your formula text.");
                }
                take();
            }
            arguments.add(comparison());
        }
        close();
        return new Formula.Call(function, List.copyOf(arguments));
    }

    private void close() {
        if (!takes(")")) {
            throw new Formula.Unreadable("Invalid formula. Please check your formula text.");
        }
        take();
    }
}
