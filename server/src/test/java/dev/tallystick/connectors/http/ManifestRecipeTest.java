package dev.tallystick.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Glimpse;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Lab;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The manifests that the form writes, read by the connector as any other; the partner of the lab answers.
class ManifestRecipeTest {
    private static final int CLIENTS = 230;

    private Lab lab;
    private EgressClient egress;
    private HttpConnector connector;

    @BeforeEach
    void start() {
        lab = Lab.start(Lab.Options.STANDARD.partner(CLIENTS, 5));
        egress = new EgressClient(lab.allowed());
        connector = new HttpConnector(egress::send, HttpConnectorTest.AT_ONCE);
    }

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    /// Of the lab's partner; with more said, or something said otherwise.
    private Map<String, String> partner(String... more) {
        var answers = new HashMap<>(Map.of(
                "base_url", lab.uri("/v1/").toString(),
                "path", "/clients",
                "sign_in", "header",
                "key_name", "X-Api-Key",
                "api_key", lab.partner().key(),
                "rows", "data",
                "key", "id",
                "pages", "cursor",
                "page_name", "cursor",
                "cursor", "next_cursor"));
        answers.put("size_name", "limit");
        for (int at = 0; at < more.length; at += 2) {
            answers.put(more[at], more[at + 1]);
        }
        return answers;
    }

    private static SettingValues settings(Map<String, String> answers) {
        return new SettingValues(ManifestRecipe.RECIPE.settings().apply(answers));
    }

    @Test
    void readsEveryRowOverAllPages() {
        var rows = new ArrayList<String>();
        try (var open = connector.open(settings(partner("page_size", "50")), surroundings())) {
            assertThat(open.tables()).containsExactly("clients");
            open.source(new TableRef("clients", new SettingValues(Map.of())))
                    .list(new Source.Request(null), page -> page.rows().forEach(row -> rows.add(row.id())));
        }
        assertThat(rows).hasSize(CLIENTS).doesNotHaveDuplicates();
        // Five pages, not one: the parameter of the size is sent, and the cursor goes on.
        assertThat(lab.ledger().entries()).hasSize(5);
    }

    @Test
    void showsTheFirstRows() {
        Glimpse glimpse;
        try (var open = connector.open(settings(partner()), surroundings())) {
            glimpse = open.glimpse(new TableRef("clients", new SettingValues(Map.of())), 5);
        }
        assertThat(glimpse.rows()).hasSize(5);
        assertThat(glimpse.identity()).containsExactly("id");
        assertThat(glimpse.fields()).extracting(field -> field.name()).contains("email", "first_name");
    }

    @Test
    void sealsTheKeyAndLeavesItOutOfTheManifest() {
        var settings = settings(partner("api_key", "k-canary-7"));

        assertThat(connector.secretsInside(settings)).containsExactly("/config/api_key");
        assertThat(settings.text("manifest")).doesNotContain("k-canary-7");
    }

    @ParameterizedTest
    @CsvSource({
        "none, none",
        "bearer, page",
        "header, offset",
        "parameter, cursor",
        "basic, page",
    })
    void writesWhatTheConnectorCanRead(String signIn, String pages) {
        var settings = settings(partner(
                "sign_in",
                signIn,
                "pages",
                pages,
                "username",
                "u",
                "password",
                "p",
                "cursor",
                "meta.next's",
                "path",
                "a/b\"c: #{x}?y=1"));

        assertThat(connector.validate(settings)).isEmpty();
        try (var open = connector.open(settings, surroundings())) {
            assertThat(open.tables()).hasSize(1);
        }
    }

    @Test
    void namesATableAfterThePathAndRefusesANumberThatIsNone() {
        try (var open = connector.open(settings(partner("path", "crm/people/?a=b/c")), surroundings())) {
            assertThat(open.tables()).containsExactly("people");
        }
        assertThatThrownBy(() -> settings(partner("page_size", "many")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("“many” is no whole number");
    }

    private static Surroundings surroundings() {
        return new Surroundings("test", List.of(), Clock.systemUTC(), () -> false);
    }
}
