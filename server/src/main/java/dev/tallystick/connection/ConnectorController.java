package dev.tallystick.connection;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.Recipe;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.web.Page;
import dev.tallystick.workspace.Identity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Shows what each connector of this build wants to know, so that a page can ask for it.
@RestController
class ConnectorController {
    private final Connectors connectors;

    ConnectorController(Connectors connectors) {
        this.connectors = connectors;
    }

    /// @param tableSettings what a table of such a connection may say beside its name
    /// @param rowsHaveIds whether a table of it can be a side of a sync that goes both ways
    /// @param reads whether a one-way sync can begin there
    /// @param writesByKey whether a one-way sync from any system can end there
    /// @param recipe a form in place of its settings; null where they are simple enough
    record View(
            String name,
            List<SettingView> settings,
            List<SettingView> tableSettings,
            boolean rowsHaveIds,
            boolean reads,
            boolean writesByKey,
            @Nullable RecipeView recipe) {
        static View of(Connector connector) {
            return new View(
                    connector.name(),
                    views(connector.settings()),
                    views(connector.tableSettings()),
                    connector.rowsHaveIds(),
                    connector.reads(),
                    connector.writesByKey(),
                    connector.recipe().map(RecipeView::of).orElse(null));
        }

        private static List<SettingView> views(Settings settings) {
            return settings.settings().stream().map(SettingView::of).toList();
        }
    }

    /// @param kind `text`, `number`, `boolean`, `file` (here its content), `list` or `map`
    /// @param secret it is taken and never shown again
    record SettingView(String name, String kind, boolean required, boolean secret, String description) {
        static SettingView of(Setting setting) {
            return new SettingView(
                    setting.name(),
                    setting.kind().name().toLowerCase(Locale.ROOT),
                    setting.required(),
                    setting.secret(),
                    setting.description());
        }
    }

    record RecipeView(String title, List<QuestionView> questions) {
        static RecipeView of(Recipe recipe) {
            return new RecipeView(
                    recipe.title(),
                    recipe.questions().stream().map(QuestionView::of).toList());
        }
    }

    /// @param choices what can be answered, the usual first; empty where it is free text
    /// @param onlyAt the question whose answer decides whether this one is asked; null when it always is
    /// @param onlyFor the answers to it for which it is
    record QuestionView(
            String name,
            String label,
            String description,
            boolean required,
            boolean secret,
            List<Recipe.Choice> choices,
            @Nullable String onlyAt,
            List<String> onlyFor) {
        static QuestionView of(Recipe.Question question) {
            var only = question.only();
            return new QuestionView(
                    question.name(),
                    question.label(),
                    question.description(),
                    question.required(),
                    question.secret(),
                    question.choices(),
                    only == null ? null : only.question(),
                    only == null ? List.of() : only.answers());
        }
    }

    @GetMapping("/api/v1/connectors")
    Page<View> list(Identity identity) {
        return new Page<>(
                connectors.names().stream()
                        .flatMap(name -> connectors.named(name).stream())
                        .map(View::of)
                        .toList(),
                null);
    }
}
