package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Tests a connection in stages and stops at the first that fails.
/// Source: airtable.com/developers/web/api/get-user-id-scopes, scopes.
final class CheckConnection {

    /// What a sync needs, and for what.
    private static final Map<String, String> NEEDED = new LinkedHashMap<>();

    static {
        NEEDED.put("schema.bases:read", "to see tables and fields");
        NEEDED.put("data.records:read", "to read rows");
        NEEDED.put("data.records:write", "to write rows");
    }

    private final AirtableSettings settings;
    private final BaseInUse base;
    private final Pace pace;
    private final Consumer<Stage> told;
    private final List<Stage> stages = new ArrayList<>();

    /// @param told each stage as soon as it is through
    CheckConnection(AirtableSettings settings, BaseInUse base, Pace pace, Consumer<Stage> told) {
        this.settings = settings;
        this.base = base;
        this.pace = pace;
        this.told = told;
    }

    List<Stage> stages() {
        base.client().spend(Pace.Spends.RATE);
        try {
            run();
        } finally {
            base.client().spend(Pace.Spends.MONTH);
        }
        return stages;
    }

    private void run() {
        JsonNode who;
        try {
            who = base.client()
                    .send(Call.get("", Client.path("meta", "whoami"), "", "the owner of the credential"))
                    .body();
        } catch (ConnectorException e) {
            failed(e, "sign-in");
            return;
        }
        reached();
        add(
                true,
                "sign-in",
                "Airtable takes the credential, of "
                        + who.path("email").asString(who.path("id").asString("a person")) + ".");
        if (scopes(who.path("scopes")) && base()) {
            quota();
        }
    }

    private void failed(ConnectorException e, String stage) {
        String sentence = Objects.requireNonNullElse(e.getMessage(), "It failed.");
        switch (e.problem()) {
            case SETTINGS, UNAVAILABLE -> add(false, stages.isEmpty() ? "address" : stage, sentence);
            case SIGN_IN, PERMISSION, RATE_LIMIT, QUOTA, NOT_FOUND, REJECTED, BAD_ANSWER -> {
                if (stages.isEmpty()) {
                    reached();
                }
                add(false, stage, sentence);
            }
        }
    }

    private void reached() {
        var address = settings.address();
        add(true, "address", address.getHost() + " answers.");
        boolean secure = address.getScheme().toLowerCase(Locale.ROOT).equals("https");
        add(
                true,
                "tls",
                secure
                        ? "The connection is encrypted, and the server proved its name."
                        : "The connection is not encrypted, as 'base_url' asks.");
    }

    private boolean scopes(JsonNode given) {
        if (!given.isArray()) {
            add(
                    true,
                    "scope",
                    "Airtable does not say which scopes the credential has; a missing one shows at its use.");
            return true;
        }
        var has = given.valueStream().map(scope -> scope.asString("")).toList();
        var missing =
                NEEDED.keySet().stream().filter(scope -> !has.contains(scope)).toList();
        if (!missing.isEmpty()) {
            add(
                    false,
                    "scope",
                    "The credential lacks "
                            + String.join(
                                    ", ",
                                    missing.stream()
                                            .map(scope -> "the scope " + scope + " (" + NEEDED.get(scope) + ")")
                                            .toList())
                            + ". Add it to the token, or allow it when connecting again.");
            return false;
        }
        add(
                true,
                "scope",
                has.contains("schema.bases:write")
                        ? "Rows can be read and written, and tables and fields made."
                        : "Rows can be read and written. Tables and fields cannot be made: that needs the scope"
                                + " schema.bases:write.");
        return true;
    }

    private boolean base() {
        try {
            int tables = base.tables().size();
            add(true, "base", "The base " + base.id() + " can be seen.");
            add(true, "tables", "It has " + tables + (tables == 1 ? " table." : " tables."));
            return true;
        } catch (ConnectorException e) {
            failed(e, "base");
            return false;
        }
    }

    private void quota() {
        long used = pace.usedThisMonth();
        Long cap = settings.monthlyCalls();
        if (cap == null) {
            add(
                    true,
                    "quota",
                    String.format(Locale.ROOT, "%,d calls this month were counted here; no cap is set.", used));
            return;
        }
        long left = Math.max(0, cap - used);
        add(
                left > 0,
                "quota",
                String.format(
                        Locale.ROOT,
                        "%,d of %,d calls of this month are left, as far as they were made from here.%s",
                        left,
                        cap,
                        left > 0 ? "" : " Nothing can be read or written before the month ends or the cap is raised."));
    }

    private void add(boolean ok, String stage, String sentence) {
        var through = new Stage(stage, ok, sentence);
        stages.add(through);
        told.accept(through);
    }
}
