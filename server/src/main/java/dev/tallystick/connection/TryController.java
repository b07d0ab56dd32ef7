package dev.tallystick.connection;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Recipe;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.TableRef;
import dev.tallystick.table.Field;
import dev.tallystick.table.Value;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Helps somebody who sets up a connection before there is one: writes its settings by a few answers, and shows the
/// first rows that they bring. Nothing is stored.
@RestController
class TryController {
    private static final int ROWS_SHOWN = 5;

    private final Connectors connectors;
    private final Connections connections;
    private final SaveConnection save;

    TryController(Connectors connectors, Connections connections, SaveConnection save) {
        this.connectors = connectors;
        this.connections = connections;
        this.save = save;
    }

    /// @param answers by the name of the recipe's question
    record Answers(@Nullable Map<String, String> answers) {
        /// It holds secrets in the clear.
        @Override
        public String toString() {
            return "Answers";
        }
    }

    record Written(Map<String, Object> settings) {}

    /// The settings that a connector makes of the answers to its recipe.
    @PostMapping("/api/v1/connectors/{name}/recipe")
    Written write(@PathVariable String name, @RequestBody Answers given) {
        var recipe =
                named(name).recipe().orElseThrow(() -> Refusal.notFound("The connector '" + name + "' has no recipe."));
        var answers = new LinkedHashMap<String, String>();
        if (given.answers() != null) {
            given.answers().forEach((question, answer) -> {
                if (answer != null) {
                    answers.put(question, answer.strip());
                }
            });
        }
        var problems = new FieldProblems();
        recipe.asked(answers).forEach(question -> check(question, answers, problems));
        problems.refuse();
        // What is not asked is not said, though it was typed before another choice hid it.
        answers.keySet()
                .retainAll(recipe.asked(answers).stream()
                        .map(Recipe.Question::name)
                        .toList());
        try {
            return new Written(recipe.settings().apply(answers));
        } catch (ConnectorException wrong) {
            problems.add("answers", String.valueOf(wrong.getMessage()));
            problems.refuse();
            throw wrong;
        }
    }

    private static void check(Recipe.Question question, Map<String, String> answers, FieldProblems problems) {
        var answer = answers.getOrDefault(question.name(), "");
        if (question.required() && answer.isEmpty()) {
            problems.add("answers/" + question.name(), "This is needed.");
        }
        if (!answer.isEmpty()
                && !question.choices().isEmpty()
                && question.choices().stream()
                        .noneMatch(choice -> choice.value().equals(answer))) {
            problems.add("answers/" + question.name(), "This is none of the choices.");
        }
    }

    /// @param problem why no row can be shown; null when they are
    /// @param rows of the first page, their values by field name as texts
    record Tried(
            @Nullable String problem, @Nullable String table, List<String> fields, List<Map<String, String>> rows) {}

    /// The first rows that these settings bring. They are used once and kept nowhere.
    @PostMapping("/api/v1/connectors/{name}/try")
    Tried look(Identity identity, @PathVariable String name, @RequestBody SaveConnection.Wanted wanted) {
        var connector = named(name);
        var values = save.whole(connector, wanted.settings() == null ? Map.of() : wanted.settings());
        if (connector.signIn(values).isPresent()) {
            throw Refusal.conflict(
                    "sign_in", "Somebody has to sign in there first. Add the connection, connect it, then test it.");
        }
        try {
            return look(identity, connector, values);
        } catch (ConnectorException trouble) {
            return new Tried(String.valueOf(trouble.getMessage()), null, List.of(), List.of());
        }
    }

    private Tried look(Identity identity, Connector connector, SettingValues values) {
        try (var open = connections.unsaved(identity.workspace(), connector, values)) {
            var tables = open.tables();
            if (tables.isEmpty()) {
                return new Tried("It names no table that could be looked at.", null, List.of(), List.of());
            }
            var glimpse = open.glimpse(new TableRef(tables.getFirst(), new SettingValues(Map.of())), ROWS_SHOWN);
            var rows = glimpse.rows().stream()
                    .limit(ROWS_SHOWN)
                    .map(row -> shown(glimpse.fields(), row))
                    .toList();
            return new Tried(
                    null,
                    tables.getFirst(),
                    glimpse.fields().stream().map(Field::name).toList(),
                    rows);
        }
    }

    private static Map<String, String> shown(List<Field> fields, Map<String, Value> row) {
        var shown = new LinkedHashMap<String, String>();
        fields.forEach(field -> {
            var value = row.get(field.id());
            if (value != null) {
                shown.put(field.name(), text(value));
            }
        });
        return shown;
    }

    private Connector named(String name) {
        return connectors.named(name).orElseThrow(() -> Refusal.notFound("There is no connector '" + name + "'."));
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Empty _ -> "";
            case Value.Text(var text) -> text;
            case Value.Decimal(var number) -> number.toPlainString();
            case Value.Bool(var truth) -> Boolean.toString(truth);
            case Value.Date(var date) -> date.toString();
            case Value.Timestamp(var instant) -> instant.toString();
            case Value.LocalDateTime(var time) -> time.toString();
            case Value.Choice(var option) -> option;
            case Value.Choices(var options) -> String.join(", ", options);
            case Value.Links(var rows) -> String.join(", ", rows);
            case Value.Attachments(var files) ->
                String.join(", ", files.stream().map(Value.Attachment::name).toList());
            case Value.Json(var json) -> json;
        };
    }
}
