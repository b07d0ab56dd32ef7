package dev.tallystick.lab.plaid;

import dev.tallystick.lab.Api;
import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Plaid below [#PREFIX]: every call is a POST with JSON. Source: plaid/plaid-openapi at 26f1a05, and the pages
/// "Errors" and "Rate limit exceeded" at plaid.com/docs.
public final class PlaidApi implements Api {
    public static final String PREFIX = "/plaid";

    /// The client id, the secret, and the access token of the item that is always there.
    public static final String KEY = "lab-access-6a1f5b9c2d7e";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_ON_A_PAGE = 500;
    private static final int USUAL_ON_A_PAGE = 100;
    private static final int MOST_CREATED = 10;
    private static final int DEMO_TRANSACTIONS = 120;
    private static final int DEMO_CARD_TRANSACTIONS = 30;
    private static final String CARDS = "-cards";

    /// Calls that one item accepts in a minute.
    private static final Map<String, Integer> PER_MINUTE =
            Map.of("/transactions/sync", 50, "/accounts/get", 15, "/accounts/balance/get", 5, "/item/get", 15);

    private static final Map<String, String> LIMITS = Map.of(
            "/transactions/sync",
            "TRANSACTIONS_SYNC_LIMIT",
            "/accounts/get",
            "ACCOUNTS_LIMIT",
            "/accounts/balance/get",
            "ACCOUNTS_BALANCE_GET_LIMIT",
            "/item/get",
            "ITEM_GET_LIMIT");

    private static final Set<String> CREDENTIALS = Set.of("client_id", "secret");

    private final Clock clock;
    private final long seed;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, PlaidItem> byToken = new ConcurrentHashMap<>();
    private final Map<String, PlaidItem> byPublicToken = new ConcurrentHashMap<>();
    private final Map<String, Deque<Instant>> calls = new HashMap<>();
    private final List<PlaidItem> demo = new CopyOnWriteArrayList<>();
    private final AtomicLong drifted = new AtomicLong();
    private volatile boolean limited = true;

    public PlaidApi(long seed, Clock clock) {
        this.seed = seed;
        this.clock = clock;
        var first = new PlaidItem("item" + seed + "n0", KEY, clock);
        byToken.put(KEY, first);
    }

    /// The item that [#KEY] opens; without accounts at first.
    public PlaidItem item() {
        return Objects.requireNonNull(byToken.get(KEY));
    }

    /// That which [#keyOf] opens in a rehearsal.
    public PlaidItem item(String setting) {
        return Objects.requireNonNull(byToken.get(keyOf(setting)));
    }

    /// Two logins with some weeks of everyday life: a current account with savings, and cards at another bank.
    public void addDemo() {
        var item = item();
        item.addAccount("Everyday", "depository", "2480.15");
        item.addAccount("Savings", "depository", "11200.00");
        var card = item.addAccount("Card", "credit", "310.40");
        item.book(DEMO_TRANSACTIONS);
        item.book(item.accountIds().getFirst(), "-3150.00", "Salary");
        item.pend(card, "64.00", "Hotel Linde");
        var cards = new PlaidItem("item" + seed + "cards", KEY + CARDS, clock);
        cards.currency("EUR");
        cards.addAccount("Travel card", "credit", "96.20");
        cards.book(DEMO_CARD_TRANSACTIONS);
        byToken.put(cards.accessToken(), cards);
        demo.addAll(List.of(item, cards));
    }

    /// What opens the setting with this name in a rehearsal: the demo has a second login, which is called `cards`.
    public String keyOf(String setting) {
        return byToken.containsKey(KEY + "-" + setting) ? KEY + "-" + setting : KEY;
    }

    /// A bank of the demo books, pends, or posts what was pending.
    public void drift() {
        if (!demo.isEmpty()) {
            demo.get((int) (drifted.getAndIncrement() % demo.size())).drift();
        }
    }

    /// One more login, with an access token of its own and without accounts.
    public PlaidItem addItem() {
        int number = made.incrementAndGet();
        var item = new PlaidItem("item" + seed + "n" + number, "access-sandbox-" + seed + "-" + number, clock);
        byToken.put(item.accessToken(), item);
        return item;
    }

    /// Whether calls are counted by the minute; they are, unless said otherwise.
    public void limited(boolean counts) {
        limited = counts;
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(PREFIX + "/");
    }

    @Override
    public Reply handle(Call call) {
        var request = "lab" + requests.incrementAndGet();
        try {
            var answer = answer(call, call.path().substring(PREFIX.length()));
            answer.put("request_id", request);
            return Reply.json(answer);
        } catch (PlaidRefusal refusal) {
            return refusal.error().reply(request);
        }
    }

    /// What a fault says plainly, as Plaid would.
    @Override
    public Reply inItsWords(Call call, Reply plain) {
        if (!plain.headers().getOrDefault("Content-Type", "").startsWith("application/problem+json")) {
            return plain;
        }
        var error = switch (plain.status()) {
            case 429 -> PlaidError.ITEM_RATE_LIMIT;
            case 503 -> PlaidError.MAINTENANCE;
            case 401, 403 -> PlaidError.INVALID_KEYS;
            default -> PlaidError.INTERNAL;
        };
        return error.reply("lab" + requests.incrementAndGet());
    }

    private Map<String, @Nullable Object> answer(Call call, String path) {
        if (!call.method().equals("POST")) {
            throw new PlaidRefusal(PlaidError.NOT_FOUND);
        }
        var body = body(call);
        if (!credential(call, body, "plaid-client-id", "client_id")
                || !credential(call, body, "plaid-secret", "secret")) {
            throw new PlaidRefusal(PlaidError.INVALID_KEYS);
        }
        return switch (path) {
            case "/transactions/sync" -> transactions(body);
            case "/accounts/get", "/accounts/balance/get" -> accounts(body, path);
            case "/item/get" -> {
                only(body, Set.of("access_token"));
                var item = withinLimits(body, path);
                yield answer("item", item(item), "status", null);
            }
            case "/sandbox/public_token/create" -> publicToken(body);
            case "/item/public_token/exchange" -> exchange(body);
            case "/sandbox/item/reset_login" -> {
                only(body, Set.of("access_token"));
                item(body).breaks(PlaidError.LOGIN_REQUIRED);
                yield answer("reset_login", true);
            }
            case "/sandbox/transactions/create" -> create(body);
            default -> throw new PlaidRefusal(PlaidError.NOT_FOUND);
        };
    }

    private static JsonNode body(Call call) {
        try {
            var body = JSON.readTree(call.body());
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException _) {
            // Said below.
        }
        throw new PlaidRefusal(PlaidError.INVALID_BODY);
    }

    private static boolean credential(Call call, JsonNode body, String header, String field) {
        return call.header(header).orElse(body.path(field).asString("")).equals(KEY);
    }

    private static void only(JsonNode body, Set<String> known) {
        for (var name : body.propertyNames()) {
            if (!known.contains(name) && !CREDENTIALS.contains(name)) {
                throw new PlaidRefusal(PlaidError.unknown(name));
            }
        }
    }

    private PlaidItem item(JsonNode body) {
        var token = body.path("access_token").asString("");
        if (token.isEmpty()) {
            throw new PlaidRefusal(PlaidError.missing("access_token"));
        }
        var item = byToken.get(token);
        if (item == null) {
            throw new PlaidRefusal(PlaidError.INVALID_TOKEN);
        }
        return item;
    }

    private PlaidItem withinLimits(JsonNode body, String path) {
        var item = item(body);
        if (limited && !counted(item.id() + path, Objects.requireNonNull(PER_MINUTE.get(path)))) {
            throw new PlaidRefusal(new PlaidError(
                    429,
                    "RATE_LIMIT_EXCEEDED",
                    Objects.requireNonNull(LIMITS.get(path)),
                    "rate limit exceeded for attempts to access this item. please try again later"));
        }
        return item;
    }

    private boolean counted(String what, int most) {
        synchronized (calls) {
            var now = clock.instant();
            var last = calls.computeIfAbsent(what, _ -> new ArrayDeque<>());
            while (!last.isEmpty() && !last.getFirst().plus(MINUTE).isAfter(now)) {
                last.removeFirst();
            }
            last.add(now);
            return last.size() <= most;
        }
    }

    private Map<String, @Nullable Object> transactions(JsonNode body) {
        only(body, Set.of("access_token", "cursor", "count", "options"));
        int count = body.path("count").asInt(USUAL_ON_A_PAGE);
        if (count < 1 || count > MOST_ON_A_PAGE) {
            throw new PlaidRefusal(PlaidError.field("count must be between 1 and " + MOST_ON_A_PAGE));
        }
        var item = withinLimits(body, "/transactions/sync");
        item.check();
        return item.sync(body.path("cursor").asString(""), count);
    }

    private Map<String, @Nullable Object> accounts(JsonNode body, String path) {
        only(body, Set.of("access_token", "options"));
        var item = withinLimits(body, path);
        item.check();
        return answer("accounts", item.accounts(), "item", item(item));
    }

    private static Map<String, @Nullable Object> item(PlaidItem item) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("available_products", List.of("balance"));
        shown.put("billed_products", List.of("transactions"));
        shown.put("consent_expiration_time", null);
        var error = item.broken();
        shown.put(
                "error",
                error == null
                        ? null
                        : answer(
                                "error_type", error.type(),
                                "error_code", error.code(),
                                "error_message", error.message(),
                                "display_message", null));
        shown.put("institution_id", "ins_109508");
        shown.put("institution_name", "First Platypus Bank");
        shown.put("item_id", item.id());
        shown.put("products", List.of("transactions"));
        shown.put("update_type", "background");
        shown.put("webhook", "");
        return shown;
    }

    private Map<String, @Nullable Object> publicToken(JsonNode body) {
        only(body, Set.of("institution_id", "initial_products", "options"));
        if (body.path("institution_id").asString("").isEmpty()) {
            throw new PlaidRefusal(PlaidError.missing("institution_id"));
        }
        var item = addItem();
        item.addAccount("Plaid Checking", "depository", "110.00");
        var token = "public-sandbox-" + item.id();
        byPublicToken.put(token, item);
        return answer("public_token", token);
    }

    private Map<String, @Nullable Object> exchange(JsonNode body) {
        only(body, Set.of("public_token"));
        var item = byPublicToken.remove(body.path("public_token").asString(""));
        if (item == null) {
            throw new PlaidRefusal(new PlaidError(
                    400, "INVALID_INPUT", "INVALID_PUBLIC_TOKEN", "could not find matching public token"));
        }
        return answer("access_token", item.accessToken(), "item_id", item.id());
    }

    private Map<String, @Nullable Object> create(JsonNode body) {
        only(body, Set.of("access_token", "transactions"));
        var transactions = body.path("transactions");
        if (!transactions.isArray() || transactions.isEmpty() || transactions.size() > MOST_CREATED) {
            throw new PlaidRefusal(PlaidError.field("transactions must have between 1 and " + MOST_CREATED));
        }
        var item = item(body);
        try {
            var account = item.accountIds().getFirst();
            transactions.forEach(each -> item.book(
                    account,
                    each.path("amount").decimalValue(BigDecimal.ZERO).toPlainString(),
                    each.path("description").asString("Transaction")));
        } catch (NoSuchElementException _) {
            throw new PlaidRefusal(PlaidError.field("the item has no account"));
        }
        return answer();
    }

    private static Map<String, @Nullable Object> answer(@Nullable Object... fields) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        for (int place = 0; place < fields.length; place += 2) {
            answer.put(String.valueOf(fields[place]), fields[place + 1]);
        }
        return answer;
    }
}
