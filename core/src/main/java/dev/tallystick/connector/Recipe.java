package dev.tallystick.connector;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A form in place of settings that few can write by hand: a person answers, the connector writes the settings.
///
/// @param title what is described by the answers
/// @param settings of a connection by the answers; throws [ConnectorException] with [Problem#SETTINGS] where they do
///     not make one
public record Recipe(
        String title, List<Question> questions, Function<Map<String, String>, Map<String, Object>> settings) {
    public Recipe {
        questions = List.copyOf(questions);
    }

    /// The questions that are asked when these answers are given.
    public List<Question> asked(Map<String, String> answers) {
        return questions.stream()
                .filter(question -> question.only() == null || question.only().holds(answers))
                .toList();
    }

    /// @param label what the field is called for people
    /// @param description one sentence for the person who fills it in
    /// @param secret it is taken and never shown again
    /// @param choices what can be answered; empty where it is free text
    /// @param only when it is asked; always when null
    public record Question(
            String name,
            String label,
            String description,
            boolean required,
            boolean secret,
            List<Choice> choices,
            @Nullable Only only) {
        public Question {
            choices = List.copyOf(choices);
        }

        public static Question required(String name, String label, String description) {
            return new Question(name, label, description, true, false, List.of(), null);
        }

        public static Question optional(String name, String label, String description) {
            return new Question(name, label, description, false, false, List.of(), null);
        }

        /// The first choice holds where nothing is answered.
        public static Question choice(String name, String label, Choice... choices) {
            return new Question(name, label, "", false, false, List.of(choices), null);
        }

        public Question hidden() {
            return new Question(name, label, description, required, true, choices, only);
        }

        public Question when(String question, String... answers) {
            return new Question(
                    name, label, description, required, secret, choices, new Only(question, List.of(answers)));
        }
    }

    public record Choice(String value, String label) {}

    /// @param question whose answer decides
    public record Only(String question, List<String> answers) {
        boolean holds(Map<String, String> given) {
            return answers.contains(given.getOrDefault(question, ""));
        }
    }
}
