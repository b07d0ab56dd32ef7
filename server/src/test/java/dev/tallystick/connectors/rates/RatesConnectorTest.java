package dev.tallystick.connectors.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.rates.RatesApi;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The contract, kept against the lab's Frankfurter; beside it what is special to rates.
class RatesConnectorTest extends ConnectorContract {
    private static final Instant SATURDAY = Instant.parse("2026-11-21T12:00:00Z");

    private Lab lab;
    private EgressClient egress;
    private Instant now = SATURDAY;

    @BeforeEach
    void start() {
        lab = Lab.start(Lab.Options.STANDARD.clock(clock()));
        egress = new EgressClient(lab.allowed());
    }

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    @Override
    protected Surroundings surroundings(BooleanSupplier stopping) {
        return new Surroundings("1/contract", List.of(), clock(), stopping);
    }

    @Override
    protected Connector connector() {
        return new RatesConnector(egress, 2);
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of(
                "provider",
                "frankfurter",
                "base_url",
                lab.uri(RatesApi.FRANKFURTER).toString());
    }

    private Map<String, Object> openExchangeRates() {
        return Map.of(
                "provider",
                "openexchangerates",
                "app_id",
                RatesApi.KEY,
                "base_url",
                lab.uri(RatesApi.OPEN_EXCHANGE_RATES).toString());
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.WRITE, "Rates are only read.",
                Ability.CREATE_TABLE, "Rates are only read.",
                Ability.REFUSE_A_ROW, "Rates are only read.",
                Ability.SECRETS, "Frankfurter needs no key; that of the other is tested below.");
    }

    @Override
    protected List<String> secrets() {
        return List.of();
    }

    @Override
    protected List<Mistake> mistakes() {
        return List.of(
                new Mistake("provider", "frankfurt", "frankfurter"),
                new Mistake("monthly_calls", 0, "monthly_calls"),
                new Mistake("base_url", "not an address", "base_url"));
    }

    private static TableRef table(String from, Object... more) {
        var options = new HashMap<String, Object>(Map.of("quotes", List.of("GBP", "USD"), "from", from));
        for (int place = 0; place < more.length; place += 2) {
            options.put((String) more[place], more[place + 1]);
        }
        return new TableRef("rates", new SettingValues(options));
    }

    @Override
    protected TableRef readable() {
        return table("2026-11-16");
    }

    @Override
    protected Set<String> readableIds() {
        var ids = new HashSet<String>();
        for (int day = 16; day <= 20; day++) {
            ids.add("frankfurter/EUR/GBP/2026-11-" + day);
            ids.add("frankfurter/EUR/USD/2026-11-" + day);
        }
        return ids;
    }

    @Override
    protected TableRef breaking() {
        lab.faults()
                .add(Fault.of(Fault.Kind.TRUNCATED_JSON, RatesApi.FRANKFURTER + "/v1/2020")
                        .times(Fault.FOREVER));
        return table("2015-11-16");
    }

    @Override
    protected TableRef writable() {
        throw new AssertionError("Rates are only read.");
    }

    @Override
    protected Map<String, Value> refused() {
        throw new AssertionError("Rates are only read.");
    }

    @Override
    protected Map<String, Object> leadingNowhere() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Map.of("provider", "frankfurter", "base_url", "http://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- rates

    private record Read(List<Row> rows, List<Source.Unreadable> unreadable, Listing listing) {
        Map<String, Value> byId(String field) {
            var values = new HashMap<String, Value>();
            rows.forEach(row -> values.put(row.id(), row.value(field)));
            return values;
        }
    }

    private Read read(Map<String, Object> settings, TableRef table, String cursor) {
        var rows = new ArrayList<Row>();
        var unreadable = new ArrayList<Source.Unreadable>();
        try (var open = connector().open(new SettingValues(settings), surroundings(() -> false))) {
            var listing = open.source(table).list(new Source.Request(cursor), page -> {
                rows.addAll(page.rows());
                unreadable.addAll(page.unreadable());
            });
            return new Read(rows, unreadable, listing);
        }
    }

    @Test
    void keepsThePublishedDigits() {
        lab.rates().revise(LocalDate.of(2026, 11, 20), "USD", "1.15880");
        var read = read(settings(), table("2026-11-20"), null);
        assertThat(read.byId("rate"))
                .containsEntry("frankfurter/EUR/USD/2026-11-20", new Value.Decimal(new BigDecimal("1.15880")));
        assertThat(read.byId("computed")).containsEntry("frankfurter/EUR/USD/2026-11-20", new Value.Bool(false));
    }

    @Test
    void storesTheRateOfAWeekendAsWhatItIs() {
        var read = read(settings(), table("2026-11-15"), null);
        assertThat(read.byId("date").values())
                .as("15 November was a Sunday: in force was the rate of Friday")
                .contains(new Value.Date(LocalDate.of(2026, 11, 13)))
                .doesNotContain(new Value.Date(LocalDate.of(2026, 11, 15)));
    }

    @Test
    void fillsALongRangeWithoutGapOrDouble() {
        var read = read(settings(), table("1999-01-04", "quotes", List.of("USD")), null);
        var days = read.rows().stream()
                .map(row -> ((Value.Date) row.value("date")).date())
                .toList();
        assertThat(days).doesNotHaveDuplicates().isSorted();
        assertThat(days.getFirst()).isEqualTo(LocalDate.of(1999, 1, 4));
        assertThat(days.getLast()).isEqualTo(LocalDate.of(2026, 11, 20));
        for (int day = 1; day < days.size(); day++) {
            assertThat(ChronoUnit.DAYS.between(days.get(day - 1), days.get(day)))
                    .as("from %s", days.get(day - 1))
                    .isLessThanOrEqualTo(5);
        }
        assertThat(lab.ledger().entries(RatesApi.FRANKFURTER)).hasSize(6);
    }

    @Test
    void readsTheFilesOfTheCentralBankToTheSameRates() {
        Map<String, Object> ecb =
                Map.of("provider", "ecb", "base_url", lab.uri(RatesApi.ECB).toString());
        assertThat(rates(read(ecb, table("2026-11-15"), null)))
                .as("with the Friday that was in force on that Sunday")
                .isEqualTo(rates(read(settings(), table("2026-11-15"), null)))
                .hasSize(12);
        assertThat(lab.ledger().entries(RatesApi.ECB))
                .hasSize(1)
                .allMatch(entry -> entry.path().endsWith("/eurofxref-hist-90d.xml"));
        var all = read(ecb, table("1999-01-04", "quotes", List.of("USD")), null);
        assertThat(rates(all)).isEqualTo(rates(read(settings(), table("1999-01-04", "quotes", List.of("USD")), null)));
        assertThat(all.listing()).isInstanceOf(Listing.Complete.class);

        lab.rates().revise(LocalDate.of(2026, 11, 17), "USD", "1.1599");
        var later = read(ecb, table("2026-11-15"), "2026-11-20");
        assertThat(later.byId("rate"))
                .containsEntry("ecb/EUR/USD/2026-11-17", new Value.Decimal(new BigDecimal("1.1599")))
                .hasSizeLessThan(15);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"TRUNCATED_JSON", "HTML_200", "HTML_STATUS"})
    void takesNoPartOfAFileOfTheCentralBank(Fault.Kind fault) {
        lab.faults().add(Fault.of(fault, RatesApi.ECB).times(Fault.FOREVER));
        Map<String, Object> ecb =
                Map.of("provider", "ecb", "base_url", lab.uri(RatesApi.ECB).toString());
        assertThatThrownBy(() -> read(ecb, table("2026-11-16"), null))
                .isInstanceOf(ConnectorException.class)
                .satisfies(thrown -> assertThat(
                                ((ConnectorException) thrown).problem().retryable())
                        .isTrue());
    }

    /// Without the name of who published them.
    private static Map<String, Value> rates(Read read) {
        var rates = new HashMap<String, Value>();
        read.byId("rate").forEach((id, rate) -> rates.put(id.substring(id.indexOf('/')), rate));
        return rates;
    }

    @Test
    void computesAnotherBaseFromPublishedRates() {
        var day = LocalDate.of(2026, 11, 20);
        lab.rates().revise(day, "USD", "1.1588");
        lab.rates().revise(day, "JPY", "179.52");
        var read = read(settings(), table("2026-11-20", "base", "USD", "quotes", List.of("JPY", "EUR")), null);
        assertThat(read.byId("rate"))
                .containsEntry("frankfurter/USD/JPY/2026-11-20", Value.decimal("154.9188816016569"))
                .containsEntry("frankfurter/USD/EUR/2026-11-20", Value.decimal("0.8629616845012081"));
        assertThat(read.byId("computed")).containsEntry("frankfurter/USD/JPY/2026-11-20", new Value.Bool(true));
    }

    @Test
    void asksAgainForTheDaysThatMayBeCorrected() {
        var first = read(settings(), table("2026-01-01"), null);
        var cursor = ((Listing.Complete) first.listing()).cursor();
        assertThat(cursor).isEqualTo("2026-11-20");
        lab.rates().revise(LocalDate.of(2026, 11, 18), "USD", "1.2000");
        int before = lab.ledger().entries(RatesApi.FRANKFURTER).size();
        var second = read(settings(), table("2026-01-01"), cursor);
        assertThat(second.listing()).isEqualTo(new Listing.Complete("2026-11-20", scope(first), false));
        assertThat(second.byId("rate"))
                .hasSize(12)
                .containsEntry("frankfurter/EUR/USD/2026-11-18", Value.decimal("1.2000"));
        assertThat(lab.ledger().entries(RatesApi.FRANKFURTER)).hasSize(before + 1);
    }

    private static String scope(Read read) {
        return ((Listing.Complete) read.listing()).scope();
    }

    @Test
    void namesCurrenciesThatNobodyPublishes() {
        var read = read(settings(), table("2022-01-03", "quotes", List.of("USD", "RUB", "XXX")), null);
        assertThat(read.unreadable()).extracting(Source.Unreadable::where).containsExactly("RUB", "XXX");
        assertThat(read.unreadable().getFirst().reason()).contains("RUB on 2026-11-20", "stopped to publish");
        assertThat(read.byId("quote").values()).contains(Value.text("RUB"));
    }

    @Test
    void refusesADayToCome() {
        assertThatThrownBy(() -> read(settings(), table("2027-01-01"), null))
                .isInstanceOfSatisfying(ConnectorException.class, refused -> {
                    assertThat(refused.problem()).isEqualTo(Problem.SETTINGS);
                    assertThat(refused).hasMessageContaining("2027-01-01").hasMessageContaining("still to come");
                });
    }

    @Test
    void namesARateThatIsNone() {
        lab.rates().revise(LocalDate.of(2026, 11, 19), "USD", "0");
        var read = read(settings(), table("2026-11-16"), null);
        assertThat(read.rows()).hasSize(9);
        assertThat(read.unreadable()).singleElement().satisfies(odd -> {
            assertThat(odd.where()).isEqualTo("2026-11-19 USD");
            assertThat(odd.id()).as("the row is there").isEqualTo("frankfurter/EUR/USD/2026-11-19");
        });
    }

    @Test
    void readsDaysThatAreOverAtOpenExchangeRates() {
        var read = read(openExchangeRates(), table("2026-11-17", "quotes", List.of("EUR", "GBP")), null);
        assertThat(read.byId("date").values())
                .containsOnly(
                        new Value.Date(LocalDate.of(2026, 11, 17)),
                        new Value.Date(LocalDate.of(2026, 11, 18)),
                        new Value.Date(LocalDate.of(2026, 11, 19)),
                        new Value.Date(LocalDate.of(2026, 11, 20)));
        assertThat(lab.rates().counted()).isEqualTo(4);
        var cursor = ((Listing.Complete) read.listing()).cursor();
        var again = read(openExchangeRates(), table("2026-11-17", "quotes", List.of("EUR", "GBP")), cursor);
        assertThat(again.rows()).isEmpty();
        assertThat(lab.rates().counted())
                .as("nothing new until the day is over")
                .isEqualTo(4);
        now = SATURDAY.plusSeconds(86_400);
        var sunday = read(openExchangeRates(), table("2026-11-17", "quotes", List.of("EUR", "GBP")), cursor);
        assertThat(sunday.byId("rate"))
                .containsOnlyKeys("openexchangerates/USD/EUR/2026-11-21", "openexchangerates/USD/GBP/2026-11-21");
        assertThat(lab.rates().counted()).isEqualTo(5);
    }

    @Test
    void takesAMonthInOneRequestWhereThePlanHasIt() {
        lab.rates().plan(1_000, true);
        var settings = new HashMap<>(openExchangeRates());
        settings.put("time_series", true);
        var read = read(settings, table("2026-10-01", "quotes", List.of("EUR")), null);
        assertThat(read.rows()).hasSize(51);
        assertThat(lab.ledger().entries(RatesApi.OPEN_EXCHANGE_RATES)).hasSize(2);
        assertThat(lab.rates().counted()).as("each day counts").isEqualTo(51);
    }

    @Test
    void takesTheWordForARefusalAndNotTheStatus() {
        var settings = new HashMap<>(openExchangeRates());
        settings.put("time_series", true);
        assertThatThrownBy(() -> read(settings, table("2026-11-01", "quotes", List.of("EUR")), null))
                .isInstanceOfSatisfying(ConnectorException.class, refused -> {
                    assertThat(refused.problem()).as("a 429 for good").isEqualTo(Problem.SETTINGS);
                    assertThat(refused).hasMessageContaining("Set time_series to false");
                });
        settings.put("app_id", "another-key-4711");
        assertThatThrownBy(() -> read(settings, table("2026-11-01", "quotes", List.of("EUR")), null))
                .isInstanceOfSatisfying(ConnectorException.class, refused -> {
                    assertThat(refused.problem()).isEqualTo(Problem.SIGN_IN);
                    assertThat(refused).hasMessageNotContaining("4711");
                });
        lab.rates().plan(0, false);
        assertThatThrownBy(() -> read(openExchangeRates(), table("2026-11-01", "quotes", List.of("EUR")), null))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Problem.QUOTA));
    }

    @Test
    void showsNoKeyWhenThereIsNoAnswer() {
        lab.faults()
                .add(Fault.of(Fault.Kind.RESET_BEFORE, RatesApi.OPEN_EXCHANGE_RATES)
                        .times(Fault.FOREVER));
        assertThatThrownBy(() -> read(openExchangeRates(), table("2026-11-01", "quotes", List.of("EUR")), null))
                .isInstanceOf(ConnectorException.class)
                .hasMessageNotContaining(RatesApi.KEY);
    }

    @Test
    void wantsQuotesAndADay() {
        assertThat(connector()
                        .validateTable(
                                new SettingValues(settings()),
                                table("1998-01-01", "base", "usd", "quotes", List.of("USD", "euro"))))
                .anySatisfy(fault -> assertThat(fault).contains("'EURO'", "no currency"))
                .anySatisfy(fault -> assertThat(fault).contains("1999-01-04"))
                .anySatisfy(fault -> assertThat(fault).contains("'base'", "'quotes'"));
        assertThatThrownBy(() -> read(settings(), new TableRef("rates", new SettingValues(Map.of())), null))
                .hasMessageContaining("needs 'quotes'")
                .hasMessageContaining("needs 'from'");
    }
}
