package dev.tallystick.lab.plaid;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One login at one bank, and the hand of that bank: it books while others read.
public final class PlaidItem {
    private static final int TRANSACTIONS_ON_PAGE_AT_MOST = 500;
    private static final List<String> SHOPS =
            List.of("Bakery Kern", "City Trams", "Green Grocer", "Books & Maps", "Corner Café", "Rent", "Power Works");

    private static final BigDecimal TIP = new BigDecimal("1.50");

    private final String id;
    private final String accessToken;
    private final Clock clock;
    private final Map<String, Map<String, @Nullable Object>> accounts = new LinkedHashMap<>();
    private final Changes changes = new Changes();
    private final Deque<PlaidError> refusals = new ArrayDeque<>();
    private final Deque<Runnable> afterPages = new ArrayDeque<>();
    private final AtomicInteger counter = new AtomicInteger();
    private @Nullable PlaidError broken;
    private int mutations;
    private boolean noticesMutations = true;
    private boolean tellsAllRemovals;
    private String currency = "USD";
    private @Nullable String lastPending;

    PlaidItem(String id, String accessToken, Clock clock) {
        this.id = id;
        this.accessToken = accessToken;
        this.clock = clock;
    }

    public String id() {
        return id;
    }

    public String accessToken() {
        return accessToken;
    }

    /// @param type depository, credit, loan, …
    /// @return its id
    public synchronized String addAccount(String name, String type, String current) {
        var account = "acc" + id + accounts.size();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("account_id", account);
        fields.put("balances", balances(current));
        fields.put("mask", String.format(java.util.Locale.ROOT, "%04d", accounts.size()));
        fields.put("name", name);
        fields.put("official_name", null);
        fields.put("subtype", type.equals("credit") ? "credit card" : "checking");
        fields.put("type", type);
        accounts.put(account, fields);
        return account;
    }

    private Map<String, @Nullable Object> balances(String current) {
        Map<String, @Nullable Object> balances = new LinkedHashMap<>();
        balances.put("available", new BigDecimal(current));
        balances.put("current", new BigDecimal(current));
        balances.put("iso_currency_code", currency);
        balances.put("limit", null);
        balances.put("unofficial_currency_code", null);
        return balances;
    }

    /// Of accounts and transactions to come.
    public synchronized void currency(String code) {
        currency = code;
    }

    public synchronized void balance(String account, String current) {
        var fields = new LinkedHashMap<>(account(account));
        fields.put("balances", balances(current));
        accounts.put(account, fields);
    }

    /// Closed accounts are left out of what is answered.
    public synchronized void closeAccount(String account) {
        account(account);
        accounts.remove(account);
    }

    private Map<String, @Nullable Object> account(String account) {
        var fields = accounts.get(account);
        if (fields == null) {
            throw new IllegalArgumentException("There is no account " + account);
        }
        return fields;
    }

    public synchronized List<String> accountIds() {
        return List.copyOf(accounts.keySet());
    }

    /// Books so many transactions of everyday life to the first account.
    public synchronized void book(int count) {
        for (int n = 0; n < count; n++) {
            book(accountIds().getFirst(), 3 + n % 90 + "." + (10 + n % 89), SHOPS.get(n % SHOPS.size()));
        }
    }

    /// @param amount above zero when money leaves the account
    /// @return the transaction's id
    public synchronized String book(String account, String amount, String name) {
        return add(account, amount, name, false, null);
    }

    /// As [#book], but not posted yet.
    public synchronized String pend(String account, String amount, String name) {
        return add(account, amount, name, true, null);
    }

    /// A pending transaction is posted: the old one goes, and a new one names it.
    ///
    /// @param amount which may differ, as with a tip
    public synchronized String post(String pending, String amount) {
        var before = changes.transaction(pending);
        changes.remove(pending);
        return add(
                String.valueOf(before.get("account_id")), amount, String.valueOf(before.get("name")), false, pending);
    }

    /// Everyday life goes on: what is pending is posted, with a tip, and something new is pending.
    synchronized void drift() {
        var pending = lastPending;
        if (pending != null) {
            var amount =
                    new BigDecimal(String.valueOf(changes.transaction(pending).get("amount")));
            post(pending, amount.add(TIP).toPlainString());
        }
        int number = counter.get();
        lastPending = pend(accountIds().getLast(), 7 + number % 40 + ".50", SHOPS.get(number % SHOPS.size()));
    }

    public synchronized void change(String transaction, String field, @Nullable Object value) {
        changes.change(transaction, field, value);
    }

    public synchronized void remove(String transaction) {
        changes.remove(transaction);
    }

    /// Of transactions that are there now.
    public synchronized List<String> transactionIds() {
        return changes.ids();
    }

    /// The amounts of transactions that are there now, by id.
    public synchronized Map<String, BigDecimal> transactions() {
        var amounts = new LinkedHashMap<String, BigDecimal>();
        changes.ids()
                .forEach(id -> amounts.put(
                        id,
                        new BigDecimal(String.valueOf(changes.transaction(id).get("amount")))));
        return amounts;
    }

    private String add(String account, String amount, String name, boolean pending, @Nullable String replaces) {
        account(account);
        var transaction = "tx" + id + "x" + counter.incrementAndGet();
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("account_id", account);
        fields.put("account_owner", null);
        fields.put("amount", new BigDecimal(amount));
        fields.put("authorized_date", today);
        fields.put("authorized_datetime", null);
        fields.put("category", null);
        fields.put("category_id", null);
        fields.put("check_number", null);
        fields.put("counterparties", List.of());
        fields.put("date", today);
        fields.put("datetime", null);
        fields.put("iso_currency_code", currency);
        fields.put("location", Map.of());
        fields.put("merchant_name", name);
        fields.put("name", name.toUpperCase(java.util.Locale.ROOT));
        fields.put("payment_channel", "in store");
        fields.put("pending", pending);
        fields.put("pending_transaction_id", replaces);
        fields.put(
                "personal_finance_category",
                Map.of(
                        "primary",
                        "GENERAL_MERCHANDISE",
                        "detailed",
                        "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE",
                        "confidence_level",
                        "HIGH"));
        fields.put("transaction_code", null);
        fields.put("transaction_id", transaction);
        fields.put("unofficial_currency_code", null);
        changes.add(fields);
        return transaction;
    }

    /// Every call is refused with this until [#mend].
    public synchronized void breaks(PlaidError error) {
        broken = error;
    }

    public synchronized void mend() {
        broken = null;
    }

    /// The next call is refused with this.
    public synchronized void refuses(PlaidError error) {
        refusals.add(error);
    }

    /// So many calls for a further page are told that the data changed meanwhile, whether it did or not.
    public synchronized void mutates(int times) {
        mutations = times;
    }

    /// Whether it is noticed that the bank booked between two pages; it is, unless said otherwise.
    public synchronized void noticesMutations(boolean notices) {
        noticesMutations = notices;
    }

    /// Whether a transaction that came and went between two loops is told as removed; it is not told, unless said
    /// otherwise.
    public synchronized void tellsAllRemovals(boolean tells) {
        tellsAllRemovals = tells;
    }

    /// Right after the next page of a loop was answered, this is done; the one after it once more, and so on.
    public synchronized void afterNextPage(Runnable hand) {
        afterPages.add(hand);
    }

    synchronized void check() {
        if (broken != null) {
            throw new PlaidRefusal(broken);
        }
        var refusal = refusals.poll();
        if (refusal != null) {
            throw new PlaidRefusal(refusal);
        }
    }

    synchronized @Nullable PlaidError broken() {
        return broken;
    }

    synchronized List<Map<String, @Nullable Object>> accounts() {
        return List.copyOf(accounts.values());
    }

    /// One page, as `/transactions/sync` answers it.
    synchronized Map<String, @Nullable Object> sync(String cursor, int count) {
        var place = Place.of(cursor, id);
        var further = place.end() >= 0;
        if (further && mutations > 0) {
            mutations--;
            throw new PlaidRefusal(PlaidError.MUTATION);
        }
        if (further && noticesMutations && place.end() != changes.size()) {
            throw new PlaidRefusal(PlaidError.MUTATION);
        }
        int end = further ? place.end() : changes.size();
        var page = changes.page(
                place.start(), place.from(), end, Math.min(count, TRANSACTIONS_ON_PAGE_AT_MOST), tellsAllRemovals);
        var next = page.more() ? new Place(place.start(), page.next(), end) : new Place(end, end, -1);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("accounts", accounts());
        answer.put("added", page.added());
        answer.put("modified", page.modified());
        answer.put("removed", page.removed());
        answer.put("next_cursor", end == 0 ? "" : next.cursor(id));
        answer.put("has_more", page.more());
        answer.put("transactions_update_status", end == 0 ? "NOT_READY" : "HISTORICAL_UPDATE_COMPLETE");
        var hand = afterPages.poll();
        if (hand != null) {
            hand.run();
        }
        return answer;
    }

    /// @param start where the loop began
    /// @param from where the next page begins
    /// @param end of the log when the loop began; -1 between two loops
    private record Place(int start, int from, int end) {
        static Place of(String cursor, String item) {
            if (cursor.isEmpty()) {
                return new Place(0, 0, -1);
            }
            try {
                var parts = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8).split("\\|", -1);
                if (parts.length == 4 && parts[0].equals(item)) {
                    return new Place(
                            Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
                }
            } catch (IllegalArgumentException _) {
                // Said below.
            }
            throw new PlaidRefusal(PlaidError.field("cursor not associated with access_token"));
        }

        String cursor(String item) {
            return Base64.getEncoder()
                    .encodeToString((item + "|" + start + "|" + from + "|" + end).getBytes(StandardCharsets.UTF_8));
        }
    }
}
