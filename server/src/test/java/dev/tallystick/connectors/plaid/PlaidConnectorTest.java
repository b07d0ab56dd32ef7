package dev.tallystick.connectors.plaid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.MinimalRequests;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.plaid.PlaidApi;
import dev.tallystick.lab.plaid.PlaidError;
import dev.tallystick.lab.plaid.PlaidItem;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract, kept against the lab's Plaid; beside it what is special to items and cursors.
class PlaidConnectorTest extends ConnectorContract {
    private static final String SYNC = PlaidApi.PREFIX + "/transactions/sync";

    private Lab lab;
    private EgressClient egress;
    private PlaidItem giro;
    private PlaidItem cards;
    private int pageRows = 3;

    @BeforeEach
    void start() {
        lab = Lab.start(Lab.Options.STANDARD);
        egress = new EgressClient(lab.allowed());
        giro = lab.plaid().addItem();
        giro.addAccount("Giro", "depository", "1200.50");
        giro.book(5);
        cards = lab.plaid().addItem();
        cards.addAccount("Card", "credit", "310.00");
        cards.book(4);
    }

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    @Override
    protected Connector connector() {
        return new PlaidConnector(egress, pageRows);
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of(
                "client_id",
                PlaidApi.KEY,
                "secret",
                PlaidApi.KEY,
                "items",
                Map.of("giro", giro.accessToken(), "cards", cards.accessToken()),
                "base_url",
                lab.uri(PlaidApi.PREFIX).toString());
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.WRITE, "Plaid is only read.",
                Ability.CREATE_TABLE, "Plaid is only read.",
                Ability.REFUSE_A_ROW, "Plaid is only read.");
    }

    @Override
    protected List<String> secrets() {
        return List.of(PlaidApi.KEY, giro.accessToken(), cards.accessToken());
    }

    @Override
    protected List<Mistake> mistakes() {
        return List.of(
                new Mistake("environment", "productoin", "production"),
                new Mistake("items", Map.of(), "items"),
                new Mistake("secret", " ", "secret"),
                new Mistake("base_url", "not an address", "base_url"));
    }

    private static TableRef table(String name, Object... options) {
        var values = new HashMap<String, Object>();
        for (int place = 0; place < options.length; place += 2) {
            values.put((String) options[place], options[place + 1]);
        }
        return new TableRef(name, new SettingValues(values));
    }

    @Override
    protected TableRef readable() {
        return table("transactions");
    }

    @Override
    protected Set<String> readableIds() {
        var ids = new HashSet<>(giro.transactionIds());
        ids.addAll(cards.transactionIds());
        return ids;
    }

    @Override
    protected TableRef breaking() {
        lab.faults().add(Fault.of(Fault.Kind.TRUNCATED_JSON, SYNC).after(3).times(Fault.FOREVER));
        return table("transactions");
    }

    @Override
    protected TableRef writable() {
        throw new AssertionError("Plaid is only read.");
    }

    @Override
    protected Map<String, Value> refused() {
        throw new AssertionError("Plaid is only read.");
    }

    @Override
    protected Map<String, Object> leadingNowhere() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings = new HashMap<>(settings());
            settings.put("base_url", "http://127.0.0.1:" + socket.getLocalPort());
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- transactions

    private record Read(List<Row> rows, List<Source.Unreadable> unreadable, Listing listing) {
        Row row(String id) {
            return rows.stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
        }

        List<String> ids() {
            return rows.stream().map(Row::id).toList();
        }

        List<String> removed() {
            return rows.stream()
                    .filter(row -> !row.value("removed").isEmpty())
                    .map(Row::id)
                    .toList();
        }

        String cursor() {
            return switch (listing) {
                case Listing.Complete complete -> String.valueOf(complete.cursor());
                case Listing.Partial partial -> String.valueOf(partial.cursor());
            };
        }

        String reason() {
            return ((Listing.Partial) listing).reason();
        }
    }

    private Read read(TableRef table, Source.Request request) {
        return read(table, request, surroundings(() -> false));
    }

    private Read read(TableRef table, Source.Request request, Surroundings surroundings) {
        var rows = new ArrayList<Row>();
        var unreadable = new ArrayList<Source.Unreadable>();
        try (var open = connector().open(new SettingValues(settings()), surroundings)) {
            var listing = open.source(table).list(request, page -> {
                rows.addAll(page.rows());
                unreadable.addAll(page.unreadable());
            });
            return new Read(rows, unreadable, listing);
        }
    }

    private Read transactions(String cursor) {
        return read(table("transactions"), new Source.Request(cursor));
    }

    @Test
    void keepsTheDigitsTheCurrencyAndTheSign() {
        var out = giro.book(giro.accountIds().getFirst(), "72.10", "Shop");
        giro.currency("JPY");
        var in = giro.book(giro.accountIds().getFirst(), "-15000", "Salary");
        var read = transactions(null);
        assertThat(read.row(out).value("amount")).isEqualTo(new Value.Decimal(new BigDecimal("72.10")));
        assertThat(read.row(out).value("currency")).isEqualTo(Value.text("USD"));
        assertThat(read.row(in).value("amount"))
                .as("below zero is money that came in")
                .isEqualTo(new Value.Decimal(new BigDecimal("-15000")));
        assertThat(read.row(in).value("currency")).isEqualTo(Value.text("JPY"));
        assertThat(read.row(in).value("item")).isEqualTo(Value.text("giro"));
    }

    @Test
    void takesAnUnofficialCurrencyWhereThereIsNoOfficialOne() {
        var coin = giro.book(giro.accountIds().getFirst(), "0.00012345", "Coins");
        giro.change(coin, "iso_currency_code", null);
        giro.change(coin, "unofficial_currency_code", "BTC");
        var row = transactions(null).row(coin);
        assertThat(row.value("currency")).isEqualTo(Value.text("BTC"));
        assertThat(row.value("iso_currency_code").isEmpty()).isTrue();
        assertThat(row.value("amount")).isEqualTo(Value.decimal("0.00012345"));
    }

    @Test
    void tellsAPostedTransactionAndThatItsPendingOneIsRemoved() {
        var pending = giro.pend(giro.accountIds().getFirst(), "40.00", "Hotel");
        var first = transactions(null);
        assertThat(first.row(pending).value("pending")).isEqualTo(new Value.Bool(true));
        var posted = giro.post(pending, "46.00");
        pageRows = 1; // so that they stand on two pages
        var second = transactions(first.cursor());
        assertThat(second.ids()).containsExactly(pending, posted);
        assertThat(second.removed()).containsExactly(pending);
        assertThat(second.row(pending).values()).containsOnlyKeys("removed");
        assertThat(second.row(posted).value("pending_transaction_id")).isEqualTo(Value.text(pending));
        assertThat(second.row(posted).value("amount")).isEqualTo(Value.decimal("46.00"));
    }

    @Test
    void beginsTheLoopAnewFromItsFirstCursorWhenTheBankBooksMeanwhile() {
        var cursor = transactions(null).cursor();
        var brief = giro.book(giro.accountIds().getFirst(), "1.00", "Typo");
        giro.book(6);
        // It goes before anybody could be told that it came: a page that was read is worth nothing.
        giro.afterNextPage(() -> giro.remove(brief));
        var read = transactions(cursor);
        assertThat(read.listing()).isInstanceOf(Listing.Complete.class);
        assertThat(read.ids()).hasSize(6).doesNotContain(brief).doesNotHaveDuplicates();
        assertThat(transactions(read.cursor()).rows()).isEmpty();
    }

    @Test
    void givesUpAnItemThatNeverRestsAndGoesOnWithTheOthers() {
        giro.mutates(1_000);
        var read = transactions(null);
        assertThat(read.reason()).contains("'giro'", "changed each time", "wait");
        assertThat(read.ids()).containsExactlyElementsOf(cards.transactionIds());
        giro.mutates(0);
        var next = transactions(read.cursor());
        assertThat(next.ids()).as("cards is not read again").containsExactlyElementsOf(giro.transactionIds());
        assertThat(next.listing()).isInstanceOf(Listing.Complete.class);
    }

    @Test
    void saysWhomToReconnectAndKeepsThatItemsCursor() {
        var before = transactions(null).cursor();
        giro.breaks(PlaidError.LOGIN_REQUIRED);
        var missed = giro.book(giro.accountIds().getFirst(), "5.00", "Missed");
        var other = cards.book(cards.accountIds().getFirst(), "6.00", "Other");
        var read = transactions(before);
        assertThat(read.reason()).contains("Reconnect 'giro'", "update mode", "ITEM_LOGIN_REQUIRED", "request lab");
        assertThat(read.ids()).containsExactly(other);
        giro.mend();
        assertThat(transactions(read.cursor()).ids()).containsExactly(missed);
    }

    @Test
    void waitsForABankThatIsDownAlthoughItComesAs400() {
        giro.breaks(PlaidError.INSTITUTION_DOWN);
        assertThat(transactions(null).reason()).contains("'giro'", "does not answer", "wait");
        cards.breaks(PlaidError.INSTITUTION_DOWN);
        assertThatThrownBy(() -> transactions(null))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        refused -> assertThat(refused.problem())
                                .as("it is tried again")
                                .isEqualTo(Problem.UNAVAILABLE));
        cards.breaks(PlaidError.LOGIN_REQUIRED);
        giro.breaks(PlaidError.LOGIN_REQUIRED);
        assertThatThrownBy(() -> transactions(null))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        refused -> assertThat(refused.problem())
                                .as("a person must come")
                                .isEqualTo(Problem.SIGN_IN));
    }

    @Test
    void leavesAnItemAloneForAMinuteWhenItHadTooManyCalls() {
        var throttled = new ArrayList<String>();
        var budget = new Budget() {
            @Override
            public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
                return Budget.UNLIMITED.acquire(limits, patience, stopping);
            }

            @Override
            public void throttled(String key, Duration pause) {
                throttled.add(key + " " + pause.toSeconds());
            }

            @Override
            public long usedThisMonth(String key) {
                return 0;
            }
        };
        giro.refuses(PlaidError.ITEM_RATE_LIMIT);
        var read = read(
                table("transactions"),
                new Source.Request(null),
                new Surroundings("1/contract", List.of(), Clock.systemUTC(), () -> false, budget, AccessTokens.NONE));
        assertThat(read.reason()).contains("too many calls for 'giro'", "TRANSACTIONS_SYNC_LIMIT");
        assertThat(read.ids()).containsExactlyElementsOf(cards.transactionIds());
        assertThat(throttled)
                .singleElement()
                .satisfies(key ->
                        assertThat(key).contains("/item/").endsWith(" 60").doesNotContain(giro.accessToken()));
    }

    @Test
    void stopsAtOnceWhenPlaidItselfIsDown() {
        lab.faults().add(Fault.of(Fault.Kind.STATUS, SYNC).value("503").times(Fault.FOREVER));
        assertThatThrownBy(() -> transactions(null))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Problem.UNAVAILABLE));
        assertThat(lab.ledger().entries(SYNC)).as("not once an item").hasSize(1);
    }

    @Test
    void keepsWhatWasReadWhenPlaidGoesDownInBetween() {
        pageRows = 500;
        lab.faults().add(Fault.of(Fault.Kind.STATUS, SYNC).value("503").after(1));
        var read = transactions(null);
        assertThat(read.listing()).isInstanceOf(Listing.Partial.class);
        var next = transactions(read.cursor());
        var all = new ArrayList<>(read.ids());
        all.addAll(next.ids());
        assertThat(all).containsExactlyInAnyOrderElementsOf(readableIds());
    }

    @Test
    void readsAgainFromBeforeATransactionThatCannotBeRead() {
        var odd = giro.book(giro.accountIds().getFirst(), "5.00", "Odd");
        giro.change(odd, "amount", "five");
        var read = transactions(null);
        assertThat(read.unreadable()).singleElement().satisfies(unreadable -> {
            assertThat(unreadable.id()).as("it is there").isEqualTo(odd);
            assertThat(unreadable.reason()).contains("'amount'", "\"five\"");
        });
        assertThat(read.reason()).contains("'giro'", "read again");
        giro.change(odd, "amount", new BigDecimal("5.00"));
        assertThat(transactions(read.cursor()).ids()).contains(odd);
    }

    @Test
    void tellsWhatWasRemovedAlsoWhenEverythingIsReadAgain() {
        var cursor = transactions(null).cursor();
        var gone = giro.transactionIds().getFirst();
        giro.remove(gone);
        var again = read(table("transactions"), new Source.Request(null, Set.of(), cursor));
        assertThat(again.listing())
                .isInstanceOfSatisfying(
                        Listing.Complete.class,
                        complete -> assertThat(complete.full()).isTrue());
        assertThat(again.removed()).containsExactly(gone);
    }

    @Test
    void takesNoEmptyCursorForProgress() {
        var fresh = lab.plaid().addItem();
        fresh.addAccount("New", "depository", "0");
        cards = fresh;
        var read = transactions(null);
        assertThat(read.reason()).contains("still fetching", "'cards'");
        fresh.book(2);
        assertThat(transactions(read.cursor()).ids()).containsExactlyElementsOf(fresh.transactionIds());
    }

    @Test
    void anUnchangedReadingTakesOneCallForEachItem() {
        pageRows = 500;
        giro.book(1_200);
        for (int number = 0; number < 1_999; number++) {
            giro.addAccount("Account " + number, "depository", "1.00");
        }
        var first = transactions(null);
        assertThat(lab.ledger().entries(SYNC)).hasSize((int) (minimal(1_205) + minimal(4)));
        lab.ledger().clear();
        assertThat(transactions(first.cursor()).rows()).isEmpty();
        assertThat(read(table("accounts"), new Source.Request(null)).rows()).hasSize(2_001);
        assertThat(lab.ledger().entries()).hasSize((int) (2 * (minimal(0) + minimal(0))));
    }

    /// Each item is a listing of its own.
    private static long minimal(long rows) {
        return MinimalRequests.of(
                        new MinimalRequests.Work(rows, 0, 0, 0, 0, 0), new MinimalRequests.Sizes(500, 1, false, 1, 1))
                .all();
    }

    // ---- accounts

    @Test
    void readsAccountsWithBalances() {
        var read = read(table("accounts"), new Source.Request(null));
        var row = read.row(giro.accountIds().getFirst());
        assertThat(row.value("current")).isEqualTo(new Value.Decimal(new BigDecimal("1200.50")));
        assertThat(row.value("currency")).isEqualTo(Value.text("USD"));
        assertThat(row.value("credit_limit").isEmpty()).isTrue();
        assertThat(read(table("accounts", "balances", "live"), new Source.Request(null))
                        .rows())
                .hasSize(2);
        assertThat(lab.ledger().entries(PlaidApi.PREFIX + "/accounts/balance/get"))
                .hasSize(2);
    }

    @Test
    void isIncompleteWithoutTheAccountsOfABrokenItem() {
        giro.breaks(PlaidError.LOGIN_REQUIRED);
        var read = read(table("accounts"), new Source.Request(null));
        assertThat(read.ids()).containsExactlyElementsOf(cards.accountIds());
        assertThat(read.reason()).contains("Reconnect 'giro'", "Nothing of what was read before is removed");
    }

    @Test
    void namesTheItemThatNeedsItsPersonWhenItIsTriedOut() {
        giro.breaks(PlaidError.LOGIN_REQUIRED);
        try (var open = connector().open(new SettingValues(settings()), surroundings(() -> false))) {
            assertThat(open.check().getLast()).satisfies(stage -> {
                assertThat(stage.ok()).isFalse();
                assertThat(stage.sentence()).contains("Reconnect 'giro'");
            });
        }
    }

    @Test
    void refusesOptionsThatCannotWork() {
        assertThat(connector()
                        .validateTable(
                                new SettingValues(settings()),
                                table("accounts", "balances", "fresh", "days_requested", 731)))
                .anySatisfy(fault -> assertThat(fault).contains("'balances'", "fresh"))
                .anySatisfy(fault -> assertThat(fault).contains("730"));
    }
}
