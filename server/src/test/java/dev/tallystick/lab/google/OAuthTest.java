package dev.tallystick.lab.google;

import static dev.tallystick.lab.google.Official.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.auth.oauth2.TokenResponseException;
import com.google.api.client.googleapis.auth.oauth2.GoogleAuthorizationCodeTokenRequest;
import com.google.api.client.googleapis.auth.oauth2.GoogleRefreshTokenRequest;
import com.google.api.client.googleapis.auth.oauth2.GoogleTokenResponse;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.UserCredentials;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.oauth.Access;
import dev.tallystick.lab.google.oauth.OAuthApi;
import dev.tallystick.workspace.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Consent, tokens and service accounts, judged by Google's two sign-in libraries.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OAuthTest {

    private static final String BACK = "http://localhost/back";
    private static final NetHttpTransport HTTP = new NetHttpTransport();
    private static final GsonFactory GSON = GsonFactory.getDefaultInstance();

    private final SettableClock clock = new SettableClock();
    private final Lab lab = Lab.start(Lab.Options.STANDARD.clock(clock));
    private final OAuthApi oauth = lab.google().oauth();
    private final Spreadsheet sheet = lab.google().create("Clients");
    private final HttpClient plain = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        plain.close();
        lab.close();
    }

    private String tokenUri() {
        return lab.uri("/google/token").toString();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return plain.send(HttpRequest.newBuilder(lab.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// What comes back to the app from the consent screen.
    private Map<String, String> consent(String more) throws IOException, InterruptedException {
        String scope = URLEncoder.encode(Access.SPREADSHEETS + " " + Access.DRIVE_FILE, StandardCharsets.UTF_8);
        var answer = get("/google/o/oauth2/v2/auth?client_id=" + oauth.client().id() + "&redirect_uri="
                + URLEncoder.encode(BACK, StandardCharsets.UTF_8) + "&response_type=code&state=s1&scope=" + scope
                + more);
        assertThat(answer.statusCode()).isEqualTo(302);
        Map<String, String> back = new HashMap<>();
        for (String pair : URI.create(answer.headers().firstValue("Location").orElseThrow())
                .getRawQuery()
                .split("&")) {
            back.put(
                    pair.substring(0, pair.indexOf('=')),
                    URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
        }
        assertThat(back.get("state")).isEqualTo("s1");
        return back;
    }

    private GoogleTokenResponse exchange(Map<String, String> back) throws IOException {
        return new GoogleAuthorizationCodeTokenRequest(
                        HTTP,
                        GSON,
                        tokenUri(),
                        oauth.client().id(),
                        oauth.client().secret(),
                        back.get("code"),
                        BACK)
                .execute();
    }

    private GoogleTokenResponse refresh(String token) throws IOException {
        var request = new GoogleRefreshTokenRequest(
                HTTP, GSON, token, oauth.client().id(), oauth.client().secret());
        request.setTokenServerUrl(new com.google.api.client.http.GenericUrl(tokenUri()));
        return request.execute();
    }

    private String title(String accessToken) throws IOException {
        return Official.sheets(lab, Official.bearer(accessToken))
                .spreadsheets()
                .get(sheet.id())
                .execute()
                .getProperties()
                .getTitle();
    }

    @Test
    void aCodeIsChangedOnceIntoTokensAndARefreshTokenComesOnlyWithTheFirstConsent() throws Exception {
        Map<String, String> back = consent("&access_type=offline");
        GoogleTokenResponse first = exchange(back);

        assertThat(first.getExpiresInSeconds()).isEqualTo(3599);
        assertThat(first.getTokenType()).isEqualTo("Bearer");
        assertThat(first.getScope().split(" ")).contains(Access.SPREADSHEETS, Access.DRIVE_FILE);
        assertThat(first.getRefreshToken()).isNotNull();
        assertThat(title(first.getAccessToken())).isEqualTo("Clients");
        assertThatThrownBy(() -> exchange(back)).isInstanceOf(TokenResponseException.class);

        assertThat(exchange(consent("&access_type=offline")).getRefreshToken()).isNull();
        assertThat(exchange(consent("&access_type=offline&prompt=consent")).getRefreshToken())
                .isNotNull();
        assertThat(exchange(consent("&prompt=consent")).getRefreshToken())
                .as("not offline")
                .isNull();
    }

    @Test
    void aRefreshTokenDoesNotRotateAndDiesWhenTheConsentIsWithdrawn() throws Exception {
        String token = exchange(consent("&access_type=offline")).getRefreshToken();

        GoogleTokenResponse again = refresh(token);
        assertThat(again.getRefreshToken()).isNull();
        assertThat(title(again.getAccessToken())).isEqualTo("Clients");
        refresh(token);

        oauth.grants().withdraw(GoogleApi.OWNER);
        assertThatThrownBy(() -> refresh(token)).isInstanceOfSatisfying(TokenResponseException.class, refused -> {
            assertThat(refused.getStatusCode()).isEqualTo(400);
            assertThat(refused.getDetails().getError()).isEqualTo("invalid_grant");
            assertThat(refused.getDetails().getErrorDescription()).isEqualTo("Token has been expired or revoked.");
        });
        assertThat(refused(() -> title(again.getAccessToken())).getStatusCode()).isEqualTo(401);
    }

    @Test
    void anAccessTokenLivesForAnHourOfTheLabsClock() throws Exception {
        GoogleTokenResponse given = exchange(consent("&access_type=offline"));

        clock.pass(Duration.ofSeconds(3598));
        assertThat(title(given.getAccessToken())).isEqualTo("Clients");
        clock.pass(Duration.ofSeconds(1));

        var refused = refused(() -> title(given.getAccessToken()));
        assertThat(refused.getStatusCode()).isEqualTo(401);
        assertThat(refused.getDetails().get("status")).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void refreshTokensOfATestingAppLiveSevenDaysAndUnusedOnesHalfAYear() throws Exception {
        String testing = exchange(consent("&access_type=offline")).getRefreshToken();
        oauth.grants().testing(true);
        clock.pass(Duration.ofDays(7));
        assertThatThrownBy(() -> refresh(testing)).isInstanceOf(TokenResponseException.class);

        oauth.grants().testing(false);
        String unused = exchange(consent("&access_type=offline&prompt=consent")).getRefreshToken();
        clock.pass(Duration.ofDays(179));
        refresh(unused);
        clock.pass(Duration.ofDays(180));
        assertThatThrownBy(() -> refresh(unused)).isInstanceOf(TokenResponseException.class);
    }

    @Test
    void theOldestOfMoreThanAHundredRefreshTokensGoesSilently() throws Exception {
        String oldest = exchange(consent("&access_type=offline")).getRefreshToken();
        for (int i = 0; i < 100; i++) {
            exchange(consent("&access_type=offline&prompt=consent"));
        }

        assertThat(oauth.grants().refreshTokens()).isEqualTo(100);
        assertThatThrownBy(() -> refresh(oldest)).isInstanceOf(TokenResponseException.class);
    }

    @Test
    void thePersonMayDenyOrUntickAScope() throws Exception {
        oauth.consent().deny(true);
        assertThat(consent("").get("error")).isEqualTo("access_denied");

        oauth.consent().deny(false);
        oauth.consent().untick(Access.SPREADSHEETS);
        GoogleTokenResponse less = exchange(consent(""));

        assertThat(less.getScope()).isEqualTo(Access.DRIVE_FILE);
        assertThat(refused(() -> title(less.getAccessToken())).getStatusCode())
                .as("not opened with this app")
                .isEqualTo(404);
        sheet.openedWith(oauth.client().id());
        assertThat(title(less.getAccessToken())).isEqualTo("Clients");
    }

    @Test
    void aScopeThatIsTooSmallIsNamed() throws Exception {
        String read = oauth.grants().token(GoogleApi.OWNER, "app", Access.SPREADSHEETS_READ);

        assertThat(title(read)).isEqualTo("Clients");
        var refused = refused(() -> Official.sheets(lab, Official.bearer(read))
                .spreadsheets()
                .values()
                .update(sheet.id(), "A1", Official.rows("x"))
                .setValueInputOption("RAW")
                .execute());
        assertThat(refused.getStatusCode()).isEqualTo(403);
        assertThat(refused.getDetails().getMessage()).isEqualTo("Request had insufficient authentication scopes.");
        assertThat(refused.getContent()).contains("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }

    @Test
    void pkceIsChecked() throws Exception {
        // The pair of RFC 7636, appendix B.
        String challenge = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        var wrong = new GoogleAuthorizationCodeTokenRequest(
                HTTP,
                GSON,
                tokenUri(),
                oauth.client().id(),
                oauth.client().secret(),
                consent(challenge).get("code"),
                BACK);
        wrong.set("code_verifier", "something else");
        assertThatThrownBy(wrong::execute).hasMessageContaining("invalid_grant");

        var right = new GoogleAuthorizationCodeTokenRequest(
                HTTP,
                GSON,
                tokenUri(),
                oauth.client().id(),
                oauth.client().secret(),
                consent(challenge).get("code"),
                BACK);
        right.set("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assertThat(right.execute().getAccessToken()).isNotNull();
    }

    @Test
    void revokingEndsTheWholeGrantAndTokenInfoTellsOfIt() throws Exception {
        GoogleTokenResponse given = exchange(consent("&access_type=offline"));
        assertThat(get("/google/tokeninfo?access_token=" + given.getAccessToken())
                        .body())
                .contains("\"expires_in\":\"3599\"", Access.SPREADSHEETS);

        var revoked = plain.send(
                HttpRequest.newBuilder(lab.uri("/google/revoke?token=" + given.getRefreshToken()))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(refused(() -> title(given.getAccessToken())).getStatusCode()).isEqualTo(401);
        assertThatThrownBy(() -> refresh(given.getRefreshToken())).hasMessageContaining("invalid_grant");
        assertThat(get("/google/tokeninfo?access_token=" + given.getAccessToken())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aWrongSecretOrRedirectIsAMatterOfConfiguration() throws Exception {
        // The library shows no body of a 401 (its transport cannot), so this is asked without it.
        var wrong = plain.send(
                HttpRequest.newBuilder(lab.uri("/google/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=refresh_token&refresh_token=x&client_id="
                                + oauth.client().id() + "&client_secret=wrong"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("\"error\":\"invalid_client\"");
        var page = get("/google/o/oauth2/v2/auth?client_id=" + oauth.client().id()
                + "&redirect_uri=https%3A%2F%2Felsewhere.example&response_type=code&scope=x");
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("redirect_uri_mismatch");
    }

    // ---- with google-auth-library

    @Test
    void theAuthLibraryRefreshesWhenItsTokenHasExpired() throws Exception {
        String token = exchange(consent("&access_type=offline")).getRefreshToken();
        var credentials = UserCredentials.newBuilder()
                .setClientId(oauth.client().id())
                .setClientSecret(oauth.client().secret())
                .setRefreshToken(token)
                .setTokenServerUri(URI.create(tokenUri()))
                .build();
        var client = Official.sheets(lab, new HttpCredentialsAdapter(credentials));
        client.spreadsheets().get(sheet.id()).execute();

        oauth.grants().expireAccessTokens();

        assertThat(client.spreadsheets()
                        .get(sheet.id())
                        .execute()
                        .getProperties()
                        .getTitle())
                .isEqualTo("Clients");
    }

    @Test
    void aServiceAccountSignsInWithItsKeyFileAndSeesWhatIsSharedWithIt() throws Exception {
        try (var today = Lab.start(Lab.Options.STANDARD.clock(Clock.systemUTC()))) {
            var google = today.google();
            var robot = google.oauth().serviceAccount("robot");
            var shared = google.create("Shared");
            var credentials = GoogleCredentials.fromStream(new ByteArrayInputStream(
                            google.oauth().keyFile(robot).getBytes(StandardCharsets.UTF_8)))
                    .createScoped(List.of(Access.SPREADSHEETS));
            var client = Official.sheets(today, new HttpCredentialsAdapter(credentials));

            assertThat(refused(() -> client.spreadsheets().get(shared.id()).execute())
                            .getDetails()
                            .getMessage())
                    .isEqualTo("The caller does not have permission");
            shared.share(robot.email(), Spreadsheet.Role.WRITER);
            assertThat(client.spreadsheets()
                            .get(shared.id())
                            .execute()
                            .getProperties()
                            .getTitle())
                    .isEqualTo("Shared");

            google.oauth().deleteKey(robot);
            google.oauth().grants().expireAccessTokens();
            assertThatThrownBy(() -> credentials.refresh()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anAssertionOfTheWrongTimeOrWithAWrongSignatureIsRefused() throws Exception {
        // This lab's clock stands still months away from the library's.
        clock.pass(Duration.ofDays(400));
        var robot = oauth.serviceAccount("robot");
        var late = GoogleCredentials.fromStream(
                        new ByteArrayInputStream(oauth.keyFile(robot).getBytes(StandardCharsets.UTF_8)))
                .createScoped(List.of(Access.SPREADSHEETS));
        assertThatThrownBy(late::refresh).hasStackTraceContaining("Invalid JWT: Token must be a short-lived token");

        try (var today = Lab.start(Lab.Options.STANDARD)) {
            var real = today.google().oauth().serviceAccount("robot");
            String strange = today.google()
                    .oauth()
                    .keyFile(real)
                    .replaceAll(
                            "\"private_key\" : \"[^\"]*\"",
                            "\"private_key\" : \""
                                    + java.util.regex.Matcher.quoteReplacement(keyOf(oauth.keyFile(robot))) + "\"");
            var forged = GoogleCredentials.fromStream(
                            new ByteArrayInputStream(strange.getBytes(StandardCharsets.UTF_8)))
                    .createScoped(List.of(Access.SPREADSHEETS));
            assertThatThrownBy(forged::refresh).hasStackTraceContaining("Invalid JWT Signature.");
        }
    }

    private static String keyOf(String file) {
        int from = file.indexOf("\"private_key\" : \"") + "\"private_key\" : \"".length();
        return file.substring(from, file.indexOf('"', from));
    }
}
