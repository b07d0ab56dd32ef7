package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.plaid.PlaidError;
import dev.tallystick.lab.plaid.PlaidItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The finance example in a browser: the parent with its children, the bank that wants its person, and when the next
/// attempt begins.
@Tag("long")
class FinanceJourney {
    @TempDir
    Path home;

    @Test
    void showsWhichChildFailedWhomToReconnectAndWhenItIsTriedAgain() throws IOException {
        var lab = Lab.start(Lab.Options.STANDARD);
        var giro = bank(lab, "Giro");
        var cards = bank(lab, "Card");
        try (var place = new Workplace(
                home, lab, given -> ExampleServer.liveBanks(example(), given, Map.of("giro", giro, "cards", cards)))) {
            var page = place.ada();
            page.navigate(place.address() + "/syncs");
            var group = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Groups of syncs"));
            Workplace.button(page, "Sync all 2 of Banks").click();
            assertThat(group).containsText("Succeeded");
            assertThat(group).containsText("Transactions: 10 created");

            giro.breaks(PlaidError.LOGIN_REQUIRED);
            Workplace.button(page, "Sync all 2 of Banks").click();
            assertThat(group).containsText("Partial");
            assertThat(group).containsText("Reconnect 'giro'");
            group.getByRole(AriaRole.LINK).last().click();
            assertThat(page.getByText(Pattern.compile("Reconnect 'giro'")).first())
                    .isVisible();
            Chromium.look(page, "finance-reconnect");

            giro.breaks(PlaidError.INSTITUTION_DOWN);
            cards.breaks(PlaidError.INSTITUTION_DOWN);
            place.ask("POST", "/api/v1/sync/accounts", Map.of());
            page.navigate(place.address() + "/jobs");
            var job = page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(Pattern.compile("Accounts")));
            assertThat(job.first()).containsText("The bank of 'giro' does not answer now; wait");
            assertThat(job.first()).containsText("due");
            Chromium.look(page, "finance-jobs");
            org.assertj.core.api.Assertions.assertThat(place.chromium().complaints())
                    .isEmpty();
        }
    }

    private static PlaidItem bank(Lab lab, String name) {
        var item = lab.plaid().addItem();
        item.addAccount(name, "depository", "100.00");
        item.book(5);
        return item;
    }

    private static String example() {
        try {
            return Files.readString(Path.of("../examples/finance/tallystick.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
