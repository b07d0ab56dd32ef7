package dev.tallystick.connectors.googlesheets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.google.grid.Spreadsheet;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A check stops at the stage that fails, and its sentence says what to do.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckStagesTest {
    private final SheetFixture fixture = new SheetFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Surroundings with(AccessTokens tokens) {
        return new Surroundings("1/sales", List.of(), Clock.systemUTC(), () -> false, Budget.UNLIMITED, tokens);
    }

    private List<Stage> check(Map<String, Object> settings, AccessTokens tokens) {
        try (var open = fixture.connector().open(new SettingValues(settings), with(tokens))) {
            return open.check();
        }
    }

    private List<Stage> check() {
        return check(fixture.settings(), SheetFixture.token(fixture.lab.google().token()));
    }

    private static void fails(List<Stage> stages, String stage, String... says) {
        var last = stages.getLast();
        assertThat(last.stage()).as("%s", stages).isEqualTo(stage);
        assertThat(last.ok()).isFalse();
        assertThat(last.sentence()).contains(says);
        assertThat(stages.subList(0, stages.size() - 1)).as("%s", stages).allMatch(Stage::ok);
        var order = List.of("address", "tls", "sign-in", "scope", "spreadsheet", "tab", "quota");
        assertThat(stages.stream().map(each -> order.indexOf(each.stage()))).isSorted();
    }

    private void fault(Fault.Kind kind, String value) {
        fixture.lab
                .faults()
                .add(Fault.of(kind, "GET /google/v4/spreadsheets").value(value).times(Fault.FOREVER));
    }

    @Test
    void allIsWellFromAddressToQuota() {
        var stages = check();
        assertThat(stages).allMatch(Stage::ok);
        assertThat(stages.stream().map(Stage::stage))
                .containsExactly("address", "tls", "sign-in", "scope", "spreadsheet", "tab", "quota");
        assertThat(stages.get(4).sentence()).contains("'Clients'", "Etc/GMT");
        assertThat(stages.get(5).sentence()).contains("Sheet1");
    }

    @Test
    void nobodyAnswers() {
        var settings = new HashMap<>(fixture.settings());
        settings.put("base_url", "http://127.0.0.1:1/google");
        fails(check(settings, SheetFixture.token("t")), "address", "127.0.0.1");
        fault(Fault.Kind.STATUS, "503");
        fails(check(), "address", "not available now");
    }

    @Test
    void thereIsNoTokenOrItIsRefused() {
        fails(
                check(fixture.settings(), new AccessTokens() {
                    @Override
                    public String current() {
                        throw new ConnectorException(Problem.SIGN_IN, "Press Connect.");
                    }

                    @Override
                    public String refreshed(String refused) {
                        return current();
                    }
                }),
                "sign-in",
                "Press Connect.");
        fails(check(fixture.settings(), SheetFixture.token("stale")), "sign-in", "Connect to Google again");
    }

    @Test
    void theSignInDoesNotCoverSpreadsheetsOrTheApiIsOff() {
        var narrow = fixture.lab
                .google()
                .oauth()
                .grants()
                .token("owner@lab.example", "123-lab", "https://www.googleapis.com/auth/drive.metadata.readonly");
        fails(check(fixture.settings(), SheetFixture.token(narrow)), "scope", "leave all boxes ticked");
        fixture.lab.google().disable(true);
        fails(check(), "scope", "switched off", "Switch it on");
    }

    @Test
    void theSpreadsheetIsNotThereOrNotShared() {
        var settings = new HashMap<>(fixture.settings());
        settings.put("spreadsheet", "1NoSuchSpreadsheetAnywhere00000000000000000");
        fails(
                check(settings, SheetFixture.token(fixture.lab.google().token())),
                "spreadsheet",
                "knows no such spreadsheet",
                "share the file");
        var stranger = fixture.lab
                .google()
                .oauth()
                .grants()
                .token("stranger@lab.example", "123-lab", "https://www.googleapis.com/auth/spreadsheets");
        var stages = check(fixture.settings(), SheetFixture.token(stranger));
        assertThat(stages.getLast().ok()).isFalse();
        assertThat(stages.getLast().sentence()).containsIgnoringCase("share the file");
        fixture.sheet.kind(Spreadsheet.Kind.UPLOADED);
        fails(check(), "spreadsheet", ".xlsx", "Save as Google Sheets");
    }

    @Test
    void theQuotaIsUsedUp() {
        fixture.lab.google().quota().set(10_000, 0);
        fails(check(), "quota", "quota for this minute is used up");
    }

    @Test
    void aPageInPlaceOfAnAnswerIsNoSpreadsheet() {
        fault(Fault.Kind.HTML_200, "");
        fails(check(), "spreadsheet", "something else than JSON");
    }
}
