package dev.tallystick.lab;

import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.Allowance;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.google.GoogleApi;
import dev.tallystick.lab.plaid.PlaidApi;
import dev.tallystick.lab.rates.RatesApi;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Emulated services on loopback, for the demo and for tests: the same rows at every start, faults on request, and a
/// hand that edits meanwhile.
///
/// ```java
/// try (var lab = Lab.start(Lab.Options.STANDARD.partner(120, 600))) {
///     lab.faults().add(Fault.of(Fault.Kind.RESET_AFTER, "/v1/clients"));
///     lab.partner().clients().change("1001", "city", "Wien");
///     egress.send(Request.get(lab.uri("/v1/clients?limit=100"))
///             .with("X-Api-Key", lab.partner().key())
///             .allowing(lab.allowed()));
///     lab.ledger().entries("/v1/clients");
/// }
/// ```
///
/// Its address is an inside one, which no request reaches without an allow-list entry, and [#allowed()] is given to
/// rehearsal connections alone.
public final class Lab implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Faults faults = new Faults();
    private final Ledger ledger = new Ledger();
    private final String token;
    private final PartnerApi partner;
    private final ShopApi shop;
    private final AcademyApi academy;
    private final MoviesApi movies;
    private final AirtableApi airtable;
    private final GoogleApi google;
    private final PlaidApi plaid;
    private final RatesApi rates;
    private final LateCalls late;
    private final LabServer server;
    private final @Nullable ScheduledExecutorService drifting;

    /// @param port 0 for any that is free
    /// @param moviesFile a `movies.json` to serve instead of rows of our own
    /// @param drift how often something changes by itself; zero for never
    public record Options(
            int port,
            long seed,
            Clock clock,
            long clients,
            long appointments,
            long products,
            long orders,
            long courses,
            long movies,
            @Nullable Path moviesFile,
            Duration drift) {

        public static final Options STANDARD =
                new Options(0, 1, Clock.systemUTC(), 120, 600, 60, 300, 12, 500, null, Duration.ZERO);

        public Options port(int other) {
            return new Options(
                    other, seed, clock, clients, appointments, products, orders, courses, movies, moviesFile, drift);
        }

        public Options seed(long other) {
            return new Options(
                    port, other, clock, clients, appointments, products, orders, courses, movies, moviesFile, drift);
        }

        public Options clock(Clock other) {
            return new Options(
                    port, seed, other, clients, appointments, products, orders, courses, movies, moviesFile, drift);
        }

        /// Up to millions: rows are made when they are asked for.
        public Options partner(long clientRows, long appointmentRows) {
            return new Options(
                    port,
                    seed,
                    clock,
                    clientRows,
                    appointmentRows,
                    products,
                    orders,
                    courses,
                    movies,
                    moviesFile,
                    drift);
        }

        public Options shop(long productRows, long orderRows) {
            return new Options(
                    port,
                    seed,
                    clock,
                    clients,
                    appointments,
                    productRows,
                    orderRows,
                    courses,
                    movies,
                    moviesFile,
                    drift);
        }

        public Options academy(long courseRows) {
            return new Options(
                    port, seed, clock, clients, appointments, products, orders, courseRows, movies, moviesFile, drift);
        }

        public Options movies(Path file) {
            return new Options(
                    port, seed, clock, clients, appointments, products, orders, courses, movies, file, drift);
        }

        public Options drift(Duration every) {
            return new Options(
                    port, seed, clock, clients, appointments, products, orders, courses, movies, moviesFile, every);
        }
    }

    private Lab(Options options) {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        token = HexFormat.of().formatHex(random);
        partner = new PartnerApi(options.seed(), options.clients(), options.appointments(), options.clock());
        shop = new ShopApi(options.seed(), options.products(), options.orders(), options.clock());
        academy = new AcademyApi(options.seed(), options.courses(), options.clock());
        movies = new MoviesApi(options.seed(), options.movies(), options.moviesFile(), options.clock());
        airtable = new AirtableApi(options.seed(), options.clock(), this::settle, this::origin);
        google = new GoogleApi(options.seed(), options.clock(), this::settle, this::origin);
        plaid = new PlaidApi(options.seed(), options.clock());
        rates = new RatesApi(options.seed(), options.clock());
        List<Api> apis = List.of(partner, shop, academy, movies, airtable, google, plaid, rates);
        var control = new Control(token, faults, ledger, apis);
        var routes = new Routes(apis, control);
        late = new LateCalls(options.clock(), routes::handle);
        server = new LabServer(options.port(), routes, faults, ledger, options.clock(), late);
        drifting = options.drift().isZero() ? null : drift(options);
    }

    public static Lab start(Options options) {
        return new Lab(options);
    }

    private ScheduledExecutorService drift(Options options) {
        var drift = new Drift(partner, options.seed());
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("lab-drift").factory());
        long millis = options.drift().toMillis();
        var _ = timer.scheduleAtFixedRate(() -> step(drift), millis, millis, TimeUnit.MILLISECONDS);
        return timer;
    }

    private void step(Drift drift) {
        drift.step();
        airtable.drift();
        google.drift();
        plaid.drift();
    }

    public PartnerApi partner() {
        return partner;
    }

    public ShopApi shop() {
        return shop;
    }

    public AcademyApi academy() {
        return academy;
    }

    public MoviesApi movies() {
        return movies;
    }

    /// Empty until a base is added.
    public AirtableApi airtable() {
        return airtable;
    }

    /// Without a spreadsheet until one is created.
    public GoogleApi google() {
        return google;
    }

    /// One item without accounts, until more is added.
    public PlaidApi plaid() {
        return plaid;
    }

    public RatesApi rates() {
        return rates;
    }

    private String origin() {
        return "http://" + HOST + ":" + port();
    }

    /// Carries out calls that were late and are due; a look into a service does so first.
    public void settle() {
        late.settle();
    }

    /// How many calls have been given up and are still to be carried out.
    public int lateCalls() {
        return late.size();
    }

    public Faults faults() {
        return faults;
    }

    public Ledger ledger() {
        return ledger;
    }

    /// For `/_lab/…`, as `X-Lab-Token`.
    public String token() {
        return token;
    }

    public int port() {
        return server.port();
    }

    /// @param path with its query
    public URI uri(String path) {
        return URI.create("http://" + HOST + ":" + port() + path);
    }

    /// What a request needs to get here.
    public AllowList allowed() {
        return AllowList.of(new Allowance(HOST, HOST, port()));
    }

    @Override
    public void close() {
        if (drifting != null) {
            drifting.shutdownNow();
        }
        server.close();
    }
}
