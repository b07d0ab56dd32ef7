package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.connector.SignIn;
import dev.tallystick.egress.ServiceAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A connection's settings, read.
///
/// @param keyFile of a service account; empty where a person signs in
/// @param project whose calls Google counts together
record SheetsSettings(String spreadsheet, String base, String clientId, Optional<JsonNode> keyFile, String project) {
    private static final String SPREADSHEET = "spreadsheet";
    private static final String SERVICE_ACCOUNT = "service_account";
    private static final String BASE_URL = "base_url";
    private static final String QUOTA_PROJECT = "quota_project";

    private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/spreadsheets");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final Settings CONNECTION = Settings.of(
            Setting.required(
                    SPREADSHEET, Kind.TEXT, "The spreadsheet: its address in the browser, or the id in that address."),
            SignIn.OAuth.settings().get(0),
            SignIn.OAuth.settings().get(1),
            new Setting(
                    SERVICE_ACCOUNT,
                    Kind.FILE,
                    false,
                    true,
                    "Instead of a person's sign-in: the JSON key file of a service account. Share the spreadsheet with"
                            + " its e-mail address."),
            Setting.optional(
                    QUOTA_PROJECT,
                    Kind.TEXT,
                    "The Google Cloud project whose quota counts, where it is not the one of the client id or key"
                            + " file."),
            Setting.optional(BASE_URL, Kind.TEXT, "Where Google is; only to be set for an emulated one."));

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{3,200}");
    private static final Pattern ADDRESS =
            Pattern.compile("https?://[^/]+/(?:.*/)?spreadsheets/(?:u/\\d+/)?d/([^/?#]+).*");

    static SheetsSettings of(SettingValues settings) {
        var faults = faults(settings);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        var clientId = settings.optionalText(SignIn.OAuth.CLIENT_ID).orElse("");
        var keyFile = settings.optionalText(SERVICE_ACCOUNT)
                .filter(text -> !text.isBlank())
                .map(SheetsSettings::json);
        return new SheetsSettings(
                id(settings.text(SPREADSHEET)).orElseThrow(),
                settings.optionalText(BASE_URL).orElse("").replaceFirst("/+$", ""),
                clientId,
                keyFile,
                settings.optionalText(QUOTA_PROJECT)
                        .or(() -> keyFile.map(key -> key.path("project_id").asString("")))
                        // Google begins client ids with the number of their project.
                        .orElseGet(() -> clientId.replaceFirst("[-.].*", "")));
    }

    /// Everything that cannot work, all at once.
    static List<String> faults(SettingValues settings) {
        List<String> faults = new ArrayList<>();
        var spreadsheet = settings.optionalText(SPREADSHEET).orElse("");
        if (spreadsheet.isBlank()) {
            faults.add("The setting 'spreadsheet' is missing. Give the spreadsheet's address or id.");
        } else if (id(spreadsheet).isEmpty()) {
            faults.add("The setting 'spreadsheet' is neither an id nor an address like"
                    + " https://docs.google.com/spreadsheets/d/…/edit.");
        }
        var keyFile = settings.optionalText(SERVICE_ACCOUNT).filter(text -> !text.isBlank());
        var person = settings.optionalText(SignIn.OAuth.CLIENT_ID).filter(text -> !text.isBlank());
        if (keyFile.isPresent() == person.isPresent()) {
            faults.add("Set either 'client_id' with 'client_secret', for a person who signs in, or"
                    + " 'service_account'.");
        }
        if (keyFile.isPresent()
                && json(keyFile.get()).path("client_email").asString("").isEmpty()) {
            faults.add("The setting 'service_account' is not the JSON key file of a service account: it names no"
                    + " client_email. Make a key of the type JSON in the Google Cloud console.");
        }
        settings.optionalText(BASE_URL)
                .filter(base -> !ServiceAddress.isOne(base))
                .ifPresent(_ -> faults.add("The setting 'base_url' must be an http or https address."));
        return faults;
    }

    /// The spreadsheet and where it is, whichever way it is written.
    static Optional<String> identity(SettingValues settings) {
        var base = settings.optionalText(BASE_URL).orElse("").strip().replaceFirst("/+$", "");
        return settings.optionalText(SPREADSHEET)
                .flatMap(SheetsSettings::id)
                .map(spreadsheet -> base.isEmpty() ? spreadsheet : base + "/" + spreadsheet);
    }

    private static Optional<String> id(String text) {
        var address = ADDRESS.matcher(text.strip());
        var id = address.matches() ? address.group(1) : text.strip();
        return ID.matcher(id).matches() ? Optional.of(id) : Optional.empty();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            return JSON.createObjectNode();
        }
    }

    SignIn signIn() {
        if (keyFile.isPresent()) {
            var token = base.isEmpty() ? null : URI.create(base + "/token");
            return new SignIn.ServiceAccount("Google", keyFile.get().toString(), token, SCOPES, null);
        }
        // Without offline there is no refresh token, and without consent none from the second time on.
        return new SignIn.OAuth(
                "Google",
                URI.create(
                        base.isEmpty() ? "https://accounts.google.com/o/oauth2/v2/auth" : base + "/o/oauth2/v2/auth"),
                URI.create(base.isEmpty() ? "https://oauth2.googleapis.com/token" : base + "/token"),
                SCOPES,
                true,
                SignIn.ClientSecret.FORM,
                false,
                Map.of("access_type", "offline", "prompt", "consent"),
                URI.create(base.isEmpty() ? "https://oauth2.googleapis.com/revoke" : base + "/revoke"));
    }

    URI address(String tail) {
        var root = base.isEmpty() ? "https://sheets.googleapis.com" : base;
        return URI.create(root + "/v4/spreadsheets/" + spreadsheet + tail);
    }

    /// Whom Google counts by, besides the project: all calls of a service account are one user's.
    String user(String owner) {
        return keyFile.map(key -> key.path("client_email").asString("")).orElse(owner);
    }

    /// It holds a key.
    @Override
    public String toString() {
        return "SheetsSettings[" + spreadsheet + "]";
    }
}
