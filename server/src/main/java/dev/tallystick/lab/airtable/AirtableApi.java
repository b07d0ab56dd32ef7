package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Api;
import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Airtable below `/airtable`: `/airtable/v0` is what `https://api.airtable.com/v0` is, and `/airtable/oauth2` what
/// `https://airtable.com/oauth2` is.
///
/// ```java
/// try (var lab = Lab.start(Lab.Options.STANDARD)) {
///     Base base = lab.airtable().add(BaseRecipe.named("Shop").table("Clients", t -> t.field("Name",
/// SINGLE_LINE_TEXT)));
///     String record = base.people().insert("Clients", Map.of("Name", "Ada"));
///     // GET lab.uri("/airtable/v0/" + base.id() + "/Clients") with Bearer AirtableApi.KEY
///     lab.airtable().writes().entries();
/// }
/// ```
public final class AirtableApi implements Api {

    public static final String PREFIX = "/airtable";

    /// A personal access token that may do everything in every base.
    public static final String KEY = "patLabAirtable001.lab-airtable-key";

    private static final Collaborator OWNER = new Collaborator("usrLabOwner000001", "owner@lab.example", "Noor Singh");

    private final Clock clock;
    private final long seed;
    private final Runnable settle;
    private final Supplier<String> origin;
    private final Map<String, Base> bases = new LinkedHashMap<>();
    private final List<AirtableDrift> drifts = new CopyOnWriteArrayList<>();
    private final Tokens tokens;
    private final Quota quota;
    private final Listings listings;
    private final Writes writes = new Writes();
    private final OAuth oauth;
    private volatile ErrorShape errors = ErrorShape.AS_SEEN;

    /// @param settle carries out late calls that are due
    /// @param origin scheme, host and port of the lab
    public AirtableApi(long seed, Clock clock, Runnable settle, Supplier<String> origin) {
        this.clock = clock;
        this.seed = seed;
        this.settle = settle;
        this.origin = () -> origin.get() + PREFIX;
        tokens = new Tokens(clock);
        quota = new Quota(clock);
        listings = new Listings(clock, new Ids(seed + 1));
        oauth = new OAuth(clock, new Ids(seed + 2), tokens, OWNER);
        tokens.add(Token.personal(KEY, OWNER));
    }

    public Base add(BaseRecipe recipe) {
        synchronized (bases) {
            var ids = new Ids(seed + 31L * recipe.name().hashCode() + bases.size());
            String id = recipe.id().isEmpty() ? ids.next("app") : recipe.id();
            var base = new Base(id, recipe.name(), ids, clock, settle, origin);
            new MakeTables(base).of(recipe);
            bases.put(id, base);
            return base;
        }
    }

    /// The base of the demo, with people at work in it.
    public Base addDemo() {
        Base base = addSales(AirtableDemo.BASE, AirtableDemo.COMPANY_ROWS, AirtableDemo.DEAL_ROWS);
        drifts.add(new AirtableDrift(base, seed));
        return base;
    }

    /// A base with the tables of the demo, in which nobody works by himself.
    public Base addSales(String id, int companies, int deals) {
        return AirtableDemo.addTo(this, seed, id, companies, deals);
    }

    /// One thing changes in each base of the demo.
    public void drift() {
        drifts.forEach(AirtableDrift::step);
    }

    /// By id or name.
    ///
    /// @throws NoSuchElementException where there is none
    public Base base(String idOrName) {
        return bases().stream()
                .filter(each -> each.id().equals(idOrName) || each.name().equals(idOrName))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("There is no base " + idOrName));
    }

    public Collection<Base> bases() {
        synchronized (bases) {
            return List.copyOf(bases.values());
        }
    }

    Optional<Base> find(String id) {
        synchronized (bases) {
            return Optional.ofNullable(bases.get(id));
        }
    }

    /// Is valid from now on.
    public void allow(Token token) {
        tokens.add(token);
    }

    public void revoke(String secret) {
        tokens.revoke(secret);
    }

    public Quota quota() {
        return quota;
    }

    public Listings listings() {
        return listings;
    }

    public Writes writes() {
        settle.run();
        return writes;
    }

    Writes ledger() {
        return writes;
    }

    public OAuth oauth() {
        return oauth;
    }

    /// In which form errors are written from now on.
    public void errors(ErrorShape other) {
        errors = other;
    }

    Tokens tokens() {
        return tokens;
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(PREFIX + "/");
    }

    @Override
    public Reply handle(Call call) {
        String path = call.path().substring(PREFIX.length());
        if (path.startsWith("/oauth2/")) {
            return switch (path) {
                case "/oauth2/v1/authorize" -> oauth.authorize(call);
                case "/oauth2/v1/token" -> oauth.token(call);
                default -> Reply.page(404);
            };
        }
        try {
            return new AirtableRoutes(this, call).reply();
        } catch (Rejected rejected) {
            return errors.reply(rejected);
        }
    }

    @Override
    public Reply inItsWords(Call call, Reply plain) {
        if (!plain.headers().getOrDefault("Content-Type", "").startsWith("application/problem")) {
            return plain;
        }
        Reply reply = call.path().startsWith(PREFIX + "/oauth2/")
                ? new OAuth.Refused(plain.status(), "server_error", "This request was told to fail").reply()
                : errors.reply(rejected(plain.status()));
        // Airtable says when to come back with a 503 alone; a fault that names a time is to be sent with it.
        String after = plain.headers().get("Retry-After");
        boolean asked = call.fault() != null && !call.fault().value().isEmpty();
        return after == null || !asked ? reply : reply.with("Retry-After", after);
    }

    private static Rejected rejected(int status) {
        return switch (status) {
            case 401 -> Rejected.unauthenticated();
            case 403 -> Rejected.noAccess();
            case 404 -> Rejected.notFound();
            case 422 -> Rejected.parameters();
            case 429 -> Rejected.tooFast();
            case 503 -> Rejected.retriable();
            default -> new Rejected(status, "SERVER_ERROR", "This request was told to fail");
        };
    }

    @Override
    public @Nullable Reply hand(Call call) {
        return call.path().startsWith("/_lab" + PREFIX + "/") ? new AirtableControl(this).handle(call) : null;
    }
}
