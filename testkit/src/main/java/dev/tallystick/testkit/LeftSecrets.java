package dev.tallystick.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Looks for secrets that are still in a recording: those that are known, those of a known form, and text so random
/// that it can hardly be anything else.
final class LeftSecrets {
    /// The forms that their makers publish, so that such a text can be recognised: see
    /// [GitHub](https://docs.github.com/en/authentication) (about authentication),
    /// [AWS](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html),
    /// [Slack](https://api.slack.com/authentication/token-types),
    /// [Stripe](https://docs.stripe.com/keys), [Plaid](https://plaid.com/docs/api/items/),
    /// [Airtable](https://airtable.com/developers/web/guides/personal-access-tokens).
    private static final Map<String, Pattern> FORMS = forms();

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9+_-]{20,}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /// Of a random text of letters and digits about six in ten neighbours are of another kind; of a name hardly any.
    private static final double LEAST_CHANGES = 0.3;

    /// Bits a character: a random text of 20 letters and digits has about 4, hexadecimal digits at most 4.
    private static final double LEAST_ENTROPY = 3.3;

    private final Redaction redaction;

    LeftSecrets(Redaction redaction) {
        this.redaction = redaction;
    }

    private static Map<String, Pattern> forms() {
        var forms = new LinkedHashMap<String, Pattern>();
        forms.put("a private key", Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY"));
        forms.put("a signed token (JWT)", Pattern.compile("\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\."));
        forms.put("a token of GitHub", Pattern.compile("\\b(gh[pousr]_\\w{20,}|github_pat_\\w{20,})"));
        forms.put("an access key of AWS", Pattern.compile("\\b(AKIA|ASIA)[A-Z0-9]{16}\\b"));
        forms.put("an API key of Google", Pattern.compile("\\bAIza[\\w-]{30,}"));
        forms.put("an access token of Google", Pattern.compile("\\bya29\\.[\\w-]{20,}"));
        forms.put("a token of Slack", Pattern.compile("\\bxox[abeoprs]-[\\w-]{10,}"));
        forms.put("a key of Stripe", Pattern.compile("\\b[rs]k_(live|test)_\\w{10,}"));
        forms.put("a token of Airtable", Pattern.compile("\\bpat\\w{14}\\.[0-9a-f]{20,}"));
        forms.put(
                "an access token of Plaid", Pattern.compile("\\baccess-(sandbox|development|production)-[\\w-]{20,}"));
        forms.put("a bearer token", Pattern.compile("(?i)\\bbearer +(?!REDACTED)[\\w.~+/-]{8,}"));
        forms.put("a user and password", Pattern.compile("(?i)\\bbasic +[A-Za-z0-9+/]{8,}={0,2}"));
        return forms;
    }

    /// A sentence for each place where something is left, without what it is.
    List<String> of(Recording recording) {
        var left = new ArrayList<String>();
        var asked = recording.asked();
        look(left, "the address", "", asked.uri().getRawPath());
        if (asked.uri().getRawQuery() != null) {
            for (var parameter : asked.uri().getRawQuery().split("&", -1)) {
                int end = Math.max(0, parameter.indexOf('='));
                var name = Redaction.decoded(parameter.substring(0, end));
                look(left, "the parameter '" + name + "'", name, Redaction.decoded(parameter.substring(end)));
            }
        }
        asked.headers().forEach((name, value) -> look(left, "the header '" + name + "'", name, value));
        if (asked.body() != null) {
            body(left, "the body that was sent", asked.body());
        }
        recording
                .answer()
                .headers()
                .forEach((name, values) ->
                        values.forEach(value -> look(left, "the header '" + name + "' of the answer", name, value)));
        body(left, "the answer", recording.answer().body());
        return left;
    }

    private void body(List<String> left, String where, String body) {
        var json = Recording.json(body);
        if (json == null) {
            look(left, where, "", body);
        } else {
            leaves(left, where, "", json);
        }
    }

    private void leaves(List<String> left, String where, String name, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(field -> {
                look(left, "a field's name in " + where, "", field.getKey());
                leaves(left, where, field.getKey(), field.getValue());
            });
        } else if (node.isArray()) {
            node.forEach(element -> leaves(left, where, name, element));
        } else if (node.isString() || node.isNumber()) {
            look(left, "the field '" + name + "' of " + where, name, node.asString());
        }
    }

    /// @param name that what is there stands under; empty where it has none
    private void look(List<String> left, String where, String name, String text) {
        if (redaction.spellings().stream().anyMatch(text::contains)) {
            left.add(where + " holds the value of a secret setting");
            return;
        }
        for (var form : FORMS.entrySet()) {
            if (form.getValue().matcher(text).find()) {
                left.add(where + " holds what looks like " + form.getKey());
                return;
            }
        }
        if (!redaction.keeps(name)) {
            random(text).ifPresent(length -> left.add(where + " holds " + length + " random characters"));
        }
    }

    private static Optional<Integer> random(String text) {
        return WORD.matcher(UUID.matcher(text).replaceAll(" "))
                .results()
                .map(word -> word.group().replaceAll("[+_-]", ""))
                .filter(LeftSecrets::isRandom)
                .map(String::length)
                .findFirst();
    }

    private static boolean isRandom(String word) {
        return word.length() >= 20
                && word.chars().anyMatch(Character::isDigit)
                && word.chars().anyMatch(Character::isLetter)
                && changes(word) >= LEAST_CHANGES
                && entropy(word) >= LEAST_ENTROPY;
    }

    private static double changes(String word) {
        int changes = 0;
        for (int at = 1; at < word.length(); at++) {
            changes += Character.getType(word.charAt(at)) == Character.getType(word.charAt(at - 1)) ? 0 : 1;
        }
        return (double) changes / (word.length() - 1);
    }

    private static double entropy(String word) {
        var counts = new int[128];
        word.chars().forEach(letter -> counts[letter]++);
        double entropy = 0;
        for (var count : counts) {
            double share = (double) count / word.length();
            entropy -= count == 0 ? 0 : share * Math.log(share) / Math.log(2);
        }
        return entropy;
    }
}
