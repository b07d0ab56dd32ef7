package dev.tallystick.connectors.http;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Recipe;
import dev.tallystick.connector.Recipe.Choice;
import dev.tallystick.connector.Recipe.Question;
import dev.tallystick.connectors.http.value.JsonValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the manifest of an API of the common kind by what a person says of it: one list of rows at one address. The
/// manifest is whole and readable, so that whoever wants more goes on from it.
/// Source: docs.airbyte.com/platform/connector-development/config-based, its YAML reference.
final class ManifestRecipe {
    private ManifestRecipe() {}

    static final Recipe RECIPE = new Recipe(
            "Describe the API",
            List.of(
                    Question.required("base_url", "Base address", "As in https://api.partner.example/v1"),
                    Question.required("path", "Path of the rows", "Behind the base address, as in clients"),
                    Question.optional(
                            "table", "Table", "What the table is called here; the path's last word otherwise."),
                    Question.choice(
                            "sign_in",
                            "Sign-in",
                            new Choice("none", "None"),
                            new Choice("bearer", "Token as Authorization: Bearer"),
                            new Choice("header", "Key in a header"),
                            new Choice("parameter", "Key in the address"),
                            new Choice("basic", "User name and password")),
                    Question.required("key_name", "Name of the header or parameter", "As in X-Api-Key")
                            .when("sign_in", "header", "parameter"),
                    Question.required("api_key", "Token or key", "It is sealed and never shown again.")
                            .hidden()
                            .when("sign_in", "bearer", "header", "parameter"),
                    Question.required("username", "User name", "").when("sign_in", "basic"),
                    Question.optional("password", "Password", "It is sealed and never shown again.")
                            .hidden()
                            .when("sign_in", "basic"),
                    Question.optional(
                            "rows",
                            "Where the rows are in the answer",
                            "Names with points between, as in data.items; empty when the answer is the list itself."),
                    Question.optional(
                            "key", "Key", "The field that tells a row from every other; several with commas between."),
                    Question.choice(
                            "pages",
                            "Pages",
                            new Choice("none", "One answer has all rows"),
                            new Choice("page", "By number of the page"),
                            new Choice("offset", "By number of rows to leave out"),
                            new Choice("cursor", "By a cursor in the answer")),
                    Question.required("page_name", "Parameter of the page", "As in page, offset or cursor")
                            .when("pages", "page", "offset", "cursor"),
                    Question.optional("first_page", "First page", "1 otherwise.")
                            .when("pages", "page"),
                    Question.required(
                                    "cursor",
                                    "Where the next cursor is in the answer",
                                    "As in next_cursor or meta.next")
                            .when("pages", "cursor"),
                    Question.optional(
                                    "size_name",
                                    "Parameter of the page's size",
                                    "As in limit; empty when there is none.")
                            .when("pages", "page", "offset", "cursor"),
                    Question.optional("page_size", "Rows of a page", "100 otherwise.")
                            .when("pages", "page", "offset", "cursor")),
            answers -> new Answers(answers).settings());

    /// What was said, with what is usual where nothing was.
    private record Answers(Map<String, String> given) {

        Map<String, Object> settings() {
            var config = new LinkedHashMap<String, Object>();
            config.put("base_url", withoutSlash(said("base_url")));
            secretNames().forEach(name -> config.put(name, said(name)));
            return Map.of("manifest", manifest(), "config", config);
        }

        private String manifest() {
            var lines = new ArrayList<String>();
            lines.add("# Made by the form of the connection; what it does not ask can be written here.");
            lines.add("version: 6.48.0");
            lines.add("type: DeclarativeSource");
            lines.add("check:");
            lines.add("  type: CheckStream");
            lines.add("  stream_names: [" + text(table()) + "]");
            lines.add("streams:");
            lines.add("  - type: DeclarativeStream");
            lines.add("    name: " + text(table()));
            if (!said("key").isEmpty()) {
                lines.add("    primary_key: " + list(said("key").split(",")));
            }
            lines.add("    retriever:");
            lines.add("      type: SimpleRetriever");
            lines.add("      requester:");
            lines.add("        type: HttpRequester");
            lines.add("        url_base: \"{{ config['base_url'] }}/\"");
            lines.add("        path: " + text(path()));
            lines.add("        http_method: GET");
            lines.addAll(signIn());
            lines.add("      record_selector:");
            lines.add("        type: RecordSelector");
            lines.add("        extractor:");
            lines.add("          type: DpathExtractor");
            lines.add("          field_path: " + list(said("rows").split("\\.")));
            lines.addAll(pages());
            lines.add("    schema_loader:");
            lines.add("      type: InlineSchemaLoader");
            lines.add("      schema: {type: object, properties: {}}");
            lines.add("spec:");
            lines.add("  type: Spec");
            lines.add("  connection_specification:");
            lines.add("    type: object");
            lines.add("    required: [base_url]");
            lines.add("    properties:");
            lines.add("      base_url: {type: string, title: Base address, pattern: \"^https?://\"}");
            for (var name : secretNames()) {
                lines.add("      " + name + ": {type: string, airbyte_secret: " + !name.equals("username") + "}");
            }
            return String.join("\n", lines) + "\n";
        }

        private List<String> secretNames() {
            return switch (choice("sign_in")) {
                case "bearer", "header", "parameter" -> List.of("api_key");
                case "basic" -> List.of("username", "password");
                default -> List.of();
            };
        }

        private List<String> signIn() {
            return switch (choice("sign_in")) {
                case "bearer" ->
                    List.of(
                            "        authenticator:",
                            "          type: BearerAuthenticator",
                            "          api_token: \"{{ config['api_key'] }}\"");
                case "header" -> apiKey("header");
                case "parameter" -> apiKey("request_parameter");
                case "basic" ->
                    List.of(
                            "        authenticator:",
                            "          type: BasicHttpAuthenticator",
                            "          username: \"{{ config['username'] }}\"",
                            "          password: \"{{ config['password'] }}\"");
                default -> List.of();
            };
        }

        private List<String> apiKey(String place) {
            return List.of(
                    "        authenticator:",
                    "          type: ApiKeyAuthenticator",
                    "          api_token: \"{{ config['api_key'] }}\"",
                    "          inject_into:",
                    "            type: RequestOption",
                    "            inject_into: " + place,
                    "            field_name: " + text(said("key_name")));
        }

        private List<String> pages() {
            var kind = choice("pages");
            if (kind.equals("none")) {
                return List.of();
            }
            var lines = new ArrayList<String>();
            lines.add("      paginator:");
            lines.add("        type: DefaultPaginator");
            lines.addAll(option("page_token_option", "page_name"));
            if (!said("size_name").isEmpty()) {
                lines.addAll(option("page_size_option", "size_name"));
            }
            lines.add("        pagination_strategy:");
            int size = number("page_size", 100);
            switch (kind) {
                case "page" -> {
                    lines.add("          type: PageIncrement");
                    lines.add("          start_from_page: " + number("first_page", 1));
                    lines.add("          inject_on_first_request: true");
                }
                case "offset" -> {
                    lines.add("          type: OffsetIncrement");
                    lines.add("          inject_on_first_request: true");
                }
                default -> {
                    lines.add("          type: CursorPagination");
                    lines.add("          cursor_value: " + text("{{ response" + place(said("cursor")) + " }}"));
                }
            }
            lines.add("          page_size: " + size);
            return lines;
        }

        private List<String> option(String what, String name) {
            return List.of(
                    "        " + what + ":",
                    "          type: RequestOption",
                    "          inject_into: request_parameter",
                    "          field_name: " + text(said(name)));
        }

        /// `meta.next` as `.get('meta', {}).get('next')`: an answer without it ends the pages.
        private static String place(String path) {
            var names = path.split("\\.");
            var place = new StringBuilder();
            for (int at = 0; at < names.length; at++) {
                place.append(".get('")
                        .append(names[at].strip().replace("\\", "\\\\").replace("'", "\\'"))
                        .append(at < names.length - 1 ? "', {})" : "')");
            }
            return place.toString();
        }

        private String table() {
            if (!said("table").isEmpty()) {
                return said("table");
            }
            var parts = path().replaceAll("[?#].*", "").split("/");
            return parts.length == 0 || parts[parts.length - 1].isEmpty() ? "rows" : parts[parts.length - 1];
        }

        private String path() {
            return said("path").replaceAll("^/+", "");
        }

        private int number(String name, int otherwise) {
            if (said(name).isEmpty()) {
                return otherwise;
            }
            try {
                int number = Integer.parseInt(said(name));
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // said below, for both
            }
            throw new ConnectorException(Problem.SETTINGS, "“" + said(name) + "” is no whole number.");
        }

        private String choice(String name) {
            return said(name).isEmpty() ? "none" : said(name);
        }

        private String said(String name) {
            return given.getOrDefault(name, "").strip();
        }

        private static String withoutSlash(String address) {
            return address.replaceAll("/+$", "");
        }

        private static String list(String... words) {
            var said = Arrays.stream(words).map(String::strip).filter(word -> !word.isEmpty());
            return "[" + String.join(", ", said.map(Answers::text).toList()) + "]";
        }

        /// JSON's way of writing a text is one of YAML's.
        private static String text(String text) {
            return JsonValues.compact(text);
        }
    }
}
