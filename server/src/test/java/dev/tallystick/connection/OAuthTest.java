package dev.tallystick.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connection.TokenServer.Reply;
import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.SignIn;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.WebProperties;
import dev.tallystick.workspace.AuditKey;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import dev.tallystick.workspace.PersonId;
import dev.tallystick.workspace.Role;
import dev.tallystick.workspace.SettableClock;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;

/// Connecting through a browser, and renewing what it gave, between two nodes and a provider that speaks HTTP.
class OAuthTest {
    static final String REFRESH = "r3fr3sh-one";
    private static final String SECRET = "cl13nt-s3cr3t";
    private static final WorkspaceId MAIN = new WorkspaceId(1);

    @TempDir
    Path dataDir;

    private final SettableClock clock = new SettableClock();
    private final TokenServer provider = new TokenServer();
    private final Shop shop = new Shop();
    private TestDatabase database;
    private AuditTrail trail;
    private Node here;
    private Node there;
    private Identity admin;

    @BeforeEach
    void start() {
        database = TestDatabase.open();
        trail = new AuditTrail(database.transactions(), new AuditKey(new byte[32]), clock);
        here = new Node();
        there = new Node();
        admin = session(person("ada@example.org"), "7");
        here.save(Map.of("client_id", "app-1"), Map.of("/client_secret", SECRET));
    }

    @AfterEach
    void end() {
        here.egress.close();
        there.egress.close();
        provider.close();
        database.close();
    }

    /// One server on the database.
    private final class Node {
        final Transactions transactions = database.transactions();
        final EgressClient egress = new EgressClient(AllowList.NOTHING);
        final ConnectionStore store;
        final SignIns signIns;
        final Connections connections;
        final OAuthController controller;

        Node() {
            var environment = new StandardEnvironment();
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "test", Map.of("TALLYSTICK_MASTER_KEY", "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq1Y3iT9wzbU=")));
            var seal = SealedSecrets.open(transactions, environment, dataDir, false, clock);
            store = new ConnectionStore(seal);
            signIns = new SignIns(transactions, seal, egress, trail, clock);
            connections = new Connections(
                    transactions, store, new Connectors(List.of(shop)), NoLab.NONE, signIns, Budget.UNLIMITED, clock);
            controller = new OAuthController(
                    new ConnectOAuth(transactions, connections, signIns, new OAuthStartStore(seal), trail, clock),
                    new WebProperties(false, null, List.of()));
        }

        void save(Map<String, Object> settings, Map<String, String> secrets) {
            var wanted = new ConnectionDefinition(
                    "orders", "shop", "Orders", settings, settings, secrets, List.of(provider.place()), null, false);
            transactions.in(MAIN, jdbc -> store.save(jdbc, MAIN, wanted, clock.instant()));
        }

        AccessTokens tokens() {
            return signIns.tokens(connections.opening(MAIN, "orders"), () -> false);
        }

        SignIns.State state() {
            return signIns.state(connections.opening(MAIN, "orders")).orElseThrow();
        }

        String location(Identity who, String state, String code, String error) {
            return String.valueOf(
                    controller.callback(who, state, code, error).getHeaders().getLocation());
        }
    }

    private enum NoLab implements LabAddresses {
        NONE;

        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Optional<LabAddress> address(String name) {
            return Optional.empty();
        }
    }

    /// Signs in with the provider of the test.
    private final class Shop implements Connector {
        SignIn.ClientSecret secret = SignIn.ClientSecret.BASIC;

        @Nullable
        URI revokeUrl = provider.url();

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public Settings settings() {
            return new Settings(SignIn.OAuth.settings());
        }

        @Override
        public Optional<SignIn> signIn(SettingValues settings) {
            return Optional.of(new SignIn.OAuth(
                    "Shop",
                    URI.create("https://shop.example/authorize?brand=1"),
                    provider.url(),
                    List.of("rows:read", "rows:write"),
                    true,
                    secret,
                    true,
                    Map.of("access_type", "offline"),
                    revokeUrl));
        }

        @Override
        public OpenConnection open(SettingValues settings, Surroundings surroundings) {
            return new OpenConnection() {
                @Override
                public List<Stage> check() {
                    return List.of(
                            new Stage("sign-in", true, surroundings.tokens().current()));
                }

                @Override
                public List<String> tables() {
                    return List.of();
                }

                @Override
                public Source source(TableRef table) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Target target(TableRef table) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void close() {}
            };
        }
    }

    private PersonId person(String email) {
        return database.transactions()
                .system(jdbc -> jdbc.sql(
                                "insert into person (name, email, created_at) values (?, ?, now()) returning id")
                        .param(email)
                        .param(email)
                        .query((row, _) -> new PersonId(row.getLong("id")))
                        .single());
    }

    private static Identity session(PersonId person, String id) {
        return new Identity(person, "Ada", MAIN, Role.ADMIN, Identity.Kind.SESSION, id);
    }

    private static MockHttpServletRequest request(String host) {
        var request = new MockHttpServletRequest("POST", "/api/v1/connections/orders/oauth");
        request.addHeader("Host", host);
        return request;
    }

    private Map<String, String> begin() {
        var url = here.controller
                .begin(admin, "orders", request("127.0.0.1:8080"))
                .authorizeUrl();
        return Arrays.stream(url.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private void connected(int life) {
        provider.answers = _ -> Reply.tokens("access-1", REFRESH, life, "rows:write rows:read");
        assertThat(here.location(admin, begin().get("state"), "c0de", null)).isEqualTo("/connections/orders?connected");
        provider.asked.clear();
    }

    private List<String> actions() {
        return database.transactions()
                .system(jdbc -> jdbc.sql("select action from audit order by seq")
                        .query(String.class)
                        .list());
    }

    private static long grants(JdbcClient jdbc) {
        return jdbc.sql("select count(*) from oauth_grant").query(Long.class).single();
    }

    private void sql(String text) {
        var _ = database.transactions().system(jdbc -> jdbc.sql(text).update());
    }

    // ---- disconnecting

    private String sealed() {
        return database.transactions()
                .system(jdbc -> jdbc.sql("select access_token || ' ' || coalesce(refresh_token, '') from oauth_grant")
                        .query(String.class)
                        .single());
    }

    @Test
    void disconnectingEndsTheAccessThereAndForgetsItHere() {
        connected(3600);
        var before = sealed();
        provider.answers = _ -> new Reply(200, "{}");

        var done = here.controller.disconnect(admin, "orders");

        assertThat(done.revoked()).isTrue();
        assertThat(done.sentence()).contains("Shop has ended the access");
        var asked = provider.asked.getLast();
        assertThat(asked.form()).as("the refresh token ends all").isEqualTo(Map.of("token", REFRESH));
        assertThat(asked.authorization()).startsWith("Basic ");
        assertThat(sealed()).doesNotContain(before.split(" ")[0], before.split(" ")[1]);
        assertThat(here.state().state()).isEqualTo("reconnect");
        assertThatThrownBy(() -> there.tokens().current()).isInstanceOfSatisfying(ConnectorException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.SIGN_IN);
            assertThat(e)
                    .hasMessageContaining("Ada has disconnected 'orders' from Shop")
                    .hasMessageContaining("reconnect");
        });
        assertThatThrownBy(() -> there.tokens().refreshed("access-1")).isInstanceOf(ConnectorException.class);
        assertThat(actions()).endsWith("connection.disconnected");
        assertThatThrownBy(() -> here.controller.disconnect(admin, "orders"))
                .isInstanceOfSatisfying(
                        Refusal.class, again -> assertThat(again.code()).isEqualTo("not_connected"));

        connected(3600);
        assertThat(here.state().state()).isEqualTo("connected");
        assertThat(here.tokens().current()).isEqualTo("access-1");
    }

    @Test
    void whatTheProviderCannotEndIsForgottenAllTheSame() {
        connected(3600);
        provider.answers = _ -> new Reply(503, "");
        var away = here.controller.disconnect(admin, "orders");
        assertThat(away.revoked()).isFalse();
        assertThat(away.sentence()).contains("could not be told", "end the access there too");
        assertThat(here.state().state()).isEqualTo("reconnect");

        connected(3600);
        shop.revokeUrl = null;
        assertThat(here.controller.disconnect(admin, "orders").revoked()).isFalse();
        assertThat(provider.asked).as("there is nothing to ask").isEmpty();

        shop.revokeUrl = provider.url();
        connected(3600);
        provider.answers = _ -> Reply.error(400, "invalid_token");
        assertThat(here.controller.disconnect(admin, "orders").revoked())
                .as("it had ended already")
                .isTrue();
    }

    @Test
    void aRenewalThatWasUnderWayBringsNoAccessBack() throws Exception {
        connected(0);
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        provider.answers = one -> {
            if (one.form().containsKey("grant_type")) {
                asked.countDown();
                await(answer);
                return Reply.tokens("access-2", "r-2", 3600, "");
            }
            return new Reply(200, "{}");
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var renewal = threads.submit(() -> there.tokens().current());
            asked.await();
            here.controller.disconnect(admin, "orders");
            answer.countDown();
            assertThatThrownBy(renewal::get).hasMessageContaining("has disconnected");
        }
        assertThat(here.state().state()).isEqualTo("reconnect");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- connecting

    @Test
    void aPersonConnectsAndTheProofKeyFits() {
        assertThat(here.state().state()).isEqualTo("never");
        assertThat(here.connections.check(MAIN, "orders"))
                .containsExactly(new Stage(
                        "sign-in",
                        false,
                        "Nobody has connected 'orders' with Shop yet. Open the connection and press Connect."));
        var query = begin();
        assertThat(query)
                .containsEntry("brand", "1")
                .containsEntry("client_id", "app-1")
                .containsEntry("response_type", "code")
                .containsEntry("scope", "rows:read rows:write")
                .containsEntry("redirect_uri", "http://127.0.0.1:8080/api/v1/oauth/callback")
                .containsEntry("access_type", "offline")
                .containsEntry("code_challenge_method", "S256");
        assertThat(query.get("state")).hasSizeGreaterThanOrEqualTo(43);
        provider.answers = _ -> Reply.tokens("access-1", REFRESH, 3600, "rows:read rows:write");

        // The provider may send the browser back to another node.
        assertThat(there.location(admin, query.get("state"), "c0de", null)).isEqualTo("/connections/orders?connected");

        var asked = provider.asked.getFirst();
        assertThat(asked.form())
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "c0de")
                .containsEntry("redirect_uri", query.get("redirect_uri"))
                .doesNotContainKeys("client_id", "client_secret");
        assertThat(asked.authorization())
                .isEqualTo("Basic "
                        + Base64.getEncoder().encodeToString(("app-1:" + SECRET).getBytes(StandardCharsets.UTF_8)));
        assertThat(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(OAuthStartStore.hash(asked.get("code_verifier"))))
                .isEqualTo(query.get("code_challenge"));
        assertThat(here.tokens().current()).isEqualTo("access-1");
        assertThat(here.state().state()).isEqualTo("connected");
        assertThat(here.state().connectedBy()).isEqualTo("Ada");
        assertThat(here.connections.check(MAIN, "orders")).containsExactly(new Stage("sign-in", true, "access-1"));
        assertThat(actions()).containsExactly("connection.oauth_begun", "connection.connected");
    }

    @Test
    void theClientIsNamedWhereTheProviderWantsIt() {
        shop.secret = SignIn.ClientSecret.FORM;
        connected(0);
        here.tokens().current();
        assertThat(provider.asked.getFirst().form())
                .containsEntry("client_id", "app-1")
                .containsEntry("client_secret", SECRET);
        assertThat(provider.asked.getFirst().authorization()).isEmpty();

        shop.secret = SignIn.ClientSecret.BASIC;
        here.save(Map.of("client_id", "app-1"), Map.of());
        provider.asked.clear();
        here.tokens().current();
        assertThat(provider.asked.getFirst().form())
                .containsEntry("client_id", "app-1")
                .doesNotContainKey("client_secret");
        assertThat(provider.asked.getFirst().authorization()).isEmpty();
    }

    @Test
    void aStateIsGoodOnce() {
        provider.answers = _ -> Reply.tokens("access-1", REFRESH, 3600, "");
        var state = begin().get("state");
        here.location(admin, state, "c0de", null);

        assertUnknown(admin, state);
        assertThat(provider.asked).hasSize(1);
        assertThat(actions()).endsWith("connection.oauth_unknown");
    }

    @Test
    void aStateIsNoGoodInAnotherSessionOrForAnotherPersonOrTooLate() {
        var state = begin().get("state");
        assertUnknown(session(admin.id(), "8"), state);
        assertUnknown(session(person("eve@example.org"), "7"), state);
        assertUnknown(admin, "x".repeat(43));
        assertUnknown(admin, null);
        clock.pass(Duration.ofMinutes(10).plusSeconds(1));
        assertUnknown(admin, state);

        assertThat(provider.asked).isEmpty();
        assertThat(here.state().state()).isEqualTo("never");
    }

    private void assertUnknown(Identity who, String state) {
        assertThatThrownBy(() -> here.location(who, state, "c0de", null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("oauth_state"));
    }

    @Test
    void aTokenOfTheApiConnectsNothing() {
        var program = new Identity(admin.id(), "Ada", MAIN, Role.ADMIN, Identity.Kind.TOKEN, "abc");
        assertThatThrownBy(() -> here.controller.begin(program, "orders", request("localhost")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("browser");
        var state = begin().get("state");
        assertThatThrownBy(() -> here.location(program, state, "c0de", null)).isInstanceOf(Refusal.class);
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void aHostHeaderDoesNotDecideWhereTheBrowserComesBackTo() {
        assertThatThrownBy(() -> here.controller.begin(admin, "orders", request("evil.example")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("tallystick.web.public-url");
    }

    @Test
    void whatWentWrongIsTold() {
        assertThat(here.location(admin, begin().get("state"), null, "access_denied"))
                .isEqualTo("/connections/orders?problem=access_denied");
        assertThat(here.location(admin, begin().get("state"), null, "<script>"))
                .isEqualTo("/connections/orders?problem=refused");
        assertThat(here.location(admin, begin().get("state"), null, null))
                .isEqualTo("/connections/orders?problem=no_code");
        provider.answers = _ -> Reply.error(400, "invalid_grant");
        assertThat(here.location(admin, begin().get("state"), "c0de", null))
                .isEqualTo("/connections/orders?problem=code_refused");
        provider.answers = _ -> Reply.error(401, "invalid_client");
        assertThat(here.location(admin, begin().get("state"), "c0de", null))
                .isEqualTo("/connections/orders?problem=client_refused");
        provider.answers = _ -> new Reply(503, "");
        assertThat(here.location(admin, begin().get("state"), "c0de", null))
                .isEqualTo("/connections/orders?problem=unavailable");
        var state = begin().get("state");
        here.save(Map.of("client_id", "app-2"), Map.of());
        assertThat(here.location(admin, state, "c0de", null)).isEqualTo("/connections/orders?problem=settings_changed");
    }

    @Test
    void scopesThatThePersonUntickedAreNamed() {
        provider.answers = _ -> Reply.tokens("access-1", REFRESH, 3600, "rows:read");
        here.location(admin, begin().get("state"), "c0de", null);

        assertThat(here.state().missingScopes()).containsExactly("rows:write");
        assertThat(here.connections.check(MAIN, "orders")).last().satisfies(stage -> {
            assertThat(stage.stage()).isEqualTo("scope");
            assertThat(stage.ok()).isFalse();
            assertThat(stage.sentence()).contains("Missing: rows:write.").contains("Connect again");
        });
    }

    @Test
    void tokensOfAnotherApplicationAreNotUsed() {
        connected(3600);
        here.save(Map.of("client_id", "app-2"), Map.of("/client_secret", SECRET));

        assertSignIn(here, "has changed since somebody connected it");
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void aConnectionThatIsRemovedForgetsItsTokens() {
        connected(3600);
        database.transactions().in(MAIN, jdbc -> here.store.removeOthers(jdbc, MAIN, List.of(), clock.instant()));
        long kept = database.transactions().system(OAuthTest::grants);
        assertThat(kept).isZero();
    }

    // ---- renewing

    @Test
    void eightThreadsOfTwoNodesMakeOneRequest() throws Exception {
        connected(0);
        var count = new AtomicInteger(1);
        provider.answers = _ -> {
            int number = count.incrementAndGet();
            return Reply.tokens("access-" + number, "refresh-" + number, 3600, "");
        };
        var go = new CountDownLatch(1);
        var got = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<String>>();
            for (int i = 0; i < 8; i++) {
                var tokens = (i % 2 == 0 ? here : there).tokens();
                running.add(threads.submit(() -> {
                    go.await();
                    return tokens.current();
                }));
            }
            go.countDown();
            for (var each : running) {
                got.add(each.get());
            }
        }
        assertThat(got).containsExactly("access-2");
        assertThat(provider.asked).hasSize(1);
        assertThat(provider.asked.getFirst().form())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", REFRESH);
    }

    @Test
    void aRotatedTokenIsStoredBeforeItIsUsedAndTheNextRenewalUsesIt() {
        connected(0);
        provider.answers = asked -> asked.get("refresh_token").equals(REFRESH)
                ? Reply.tokens("access-2", "refresh-2", 0, "")
                : Reply.tokens("access-3", "", 3600, "");
        assertThat(here.tokens().current()).isEqualTo("access-2");
        assertThat(there.tokens().current()).isEqualTo("access-3");
        assertThat(provider.asked)
                .extracting(asked -> asked.get("refresh_token"))
                .containsExactly(REFRESH, "refresh-2");
        assertThat(here.tokens().current())
                .as("a token that stays in force is kept")
                .isEqualTo("access-3");
    }

    @Test
    void aTokenThatIsRefusedIsRenewedOnceForAll() {
        connected(3600);
        provider.answers = _ -> Reply.tokens("access-2", "refresh-2", 3600, "");
        assertThatThrownBy(() -> here.tokens().refreshed("access-1"))
                .as("a moment after it was given")
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("just given");
        sql("update oauth_grant set obtained_at = obtained_at - interval '10 minutes'");

        assertThat(here.tokens().refreshed("access-1")).isEqualTo("access-2");
        assertThat(there.tokens().refreshed("access-1")).isEqualTo("access-2");
        assertThat(provider.asked).hasSize(1);
    }

    @Test
    void invalidGrantEndsItUntilAPersonConnectsAgain() {
        connected(0);
        provider.answers = _ -> Reply.error(400, "invalid_grant");
        var sentence =
                "Shop says that the access was revoked or has run out. Open the connection 'orders' and press Connect.";

        assertSignIn(here, sentence);
        assertSignIn(there, sentence);
        assertSignIn(here, sentence);
        assertThat(provider.asked).as("never a loop").hasSize(1);
        assertThat(here.state().state()).isEqualTo("reconnect");
        assertThat(here.state().sentence()).isEqualTo(sentence);
        assertThat(there.connections.check(MAIN, "orders")).containsExactly(new Stage("sign-in", false, sentence));
        assertThat(actions()).endsWith("connection.reconnect_needed");

        connected(3600);
        assertThat(there.tokens().current()).isEqualTo("access-1");
    }

    private static void assertSignIn(Node node, String part) {
        assertThatThrownBy(() -> node.tokens().current()).isInstanceOfSatisfying(ConnectorException.class, trouble -> {
            assertThat(trouble.problem()).isEqualTo(Problem.SIGN_IN);
            assertThat(trouble.getMessage()).contains(part).doesNotContain(REFRESH);
        });
    }

    /// The provider has just given a pair to somebody who is about to store it.
    @Test
    void whoLosesTheRaceReadsWhatTheWinnerStored() {
        connected(0);
        provider.answers = _ -> {
            var seal =
                    new GrantStore.Tokens(new Secret("access-w"), new Secret("refresh-w"), Duration.ofHours(1), null);
            var client = there.connections.opening(MAIN, "orders").client().orElseThrow();
            there.transactions.in(
                    MAIN,
                    jdbc -> there.signIns
                            .grants()
                            .renewed(jdbc, MAIN, client.connection(), 1, client.fingerprint(), seal));
            return Reply.error(409, "conflict");
        };
        assertThat(here.tokens().current()).isEqualTo("access-w");
        assertThat(provider.asked).hasSize(1);
    }

    /// A node that was paused for longer than its lease comes to itself after another has renewed.
    @Test
    void aNodeThatComesTooLateWithInvalidGrantDoesNotEndWhatAnotherRenewed() {
        connected(0);
        provider.answers = asked -> {
            if (asked.get("refresh_token").equals(REFRESH) && provider.asked.size() == 1) {
                sql("update oauth_grant set lease_until = now() - interval '1 second'");
                provider.answers = _ -> Reply.tokens("access-2", "refresh-2", 3600, "");
                assertThat(there.tokens().current()).isEqualTo("access-2");
                return Reply.error(400, "invalid_grant");
            }
            return new Reply(500, "");
        };
        assertThat(here.tokens().current()).isEqualTo("access-2");
        assertThat(here.state().state()).isEqualTo("connected");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatWasLostIsSaidPlainly(boolean byACrash) {
        connected(0);
        if (byACrash) {
            sql("update oauth_grant set unanswered = true, lease = gen_random_uuid(),"
                    + " lease_until = clock_timestamp() - interval '1 second'");
        } else {
            provider.answers = _ -> new Reply(502, "");
            assertThatThrownBy(() -> here.tokens().current())
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            trouble -> assertThat(trouble.problem()).isEqualTo(Problem.UNAVAILABLE));
        }
        provider.answers = _ -> Reply.error(400, "invalid_grant");
        assertSignIn(
                here,
                "The answer to an earlier renewal was lost, and Shop takes each refresh token only once. Open the");
    }

    @Test
    void anApplicationThatIsRefusedIsToldFromAnAccessThatEnded() {
        connected(0);
        provider.answers = _ -> Reply.error(401, "invalid_client");
        assertSignIn(here, "refused the application of 'orders' (invalid_client). Check client_id");
        assertThat(here.state().state()).isEqualTo("connected");
    }

    @Test
    void anAnswerWithoutATokenIsNotTakenForOne() {
        connected(0);
        for (var body : List.of("", "<html>", "{}", "{\"access_token\":\"a\",\"token_type\":\"mac\"}")) {
            provider.answers = _ -> new Reply(200, body);
            assertThatThrownBy(() -> here.tokens().current())
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            trouble -> assertThat(trouble.problem()).isEqualTo(Problem.UNAVAILABLE));
        }
    }

    @Test
    void accessWithoutARefreshTokenEndsWithItsTime() {
        provider.answers = _ -> Reply.tokens("access-1", "", 3600, "");
        here.location(admin, begin().get("state"), "c0de", null);
        sql("update oauth_grant set renew_at = now() - interval '1 second'");
        assertThat(here.tokens().current()).isEqualTo("access-1");
        sql("update oauth_grant set expires_at = now() - interval '1 second'");
        assertSignIn(here, "for a while only, and that is over");
        assertThat(here.state().state()).isEqualTo("reconnect");
    }

    @Test
    void nothingIsKeptInTheClear() {
        connected(3600);
        begin();
        var stored = database.transactions()
                .system(jdbc -> jdbc.sql(
                                "select (select string_agg(g::text, '') from oauth_grant g) || (select string_agg(s::text, '') from oauth_start s) || (select string_agg(a::text, '') from audit a)")
                        .query(String.class)
                        .single());
        assertThat(stored).doesNotContain("access-1").doesNotContain(REFRESH).doesNotContain(SECRET);
        assertThat(here.connections.opening(MAIN, "orders").toString()).doesNotContain(SECRET);
        assertThat(here.connections
                        .opening(MAIN, "orders")
                        .client()
                        .orElseThrow()
                        .toString())
                .doesNotContain(SECRET);
    }

    @Test
    void anotherWorkspaceSeesNoGrant() {
        connected(3600);
        var other = database.transactions()
                .system(jdbc -> jdbc.sql("insert into workspace (name) values ('other') returning id")
                        .query((row, _) -> new WorkspaceId(row.getLong("id")))
                        .single());
        long seen = database.transactions().in(other, OAuthTest::grants);
        assertThat(seen).isZero();
    }
}
