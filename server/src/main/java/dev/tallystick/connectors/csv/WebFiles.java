package dev.tallystick.connectors.csv;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.AllowedPlaces;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.Headers;
import dev.tallystick.egress.Limits;
import dev.tallystick.egress.Origin;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.egress.RetryAfter;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Files behind an address.
///
/// The way out never follows a redirect by itself. Here some are followed, for the export of a spreadsheet
/// answers
/// `307` to a short-lived address of another host (Google's does, and drops no body on the way). Each step
/// passes the
/// same guards as the first; the credential goes to the first host only, and never from `https` to `http`.
final class WebFiles implements Files {
    private static final int MOST_STEPS = 5;
    private static final long MEGABYTE = 1_000_000;

    private final CsvSettings settings;
    private final EgressClient egress;
    private final Limits limits;
    private final AllowList allowed;
    private final Surroundings surroundings;

    WebFiles(CsvSettings settings, EgressClient egress, Duration timeout, Surroundings surroundings) {
        this.settings = settings;
        this.egress = egress;
        long bytes = settings.megabytes() * MEGABYTE;
        this.limits = Limits.STANDARD.deadline(timeout).bytes(bytes, bytes);
        this.surroundings = surroundings;
        this.allowed = AllowedPlaces.of(surroundings);
    }

    @Override
    public List<String> tables() {
        // An address of one file is one table, whatever a sync calls it; it is offered by the file's own name.
        return settings.namesTables() ? List.copyOf(settings.tables().keySet()) : List.of(settings.fileName());
    }

    @Override
    public void mustKnow(String table) {
        if (!settings.tables().isEmpty() && !settings.tables().containsKey(table)) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "The connection's 'tables' name no '" + table + "'"
                            + NearestName.hint(table, settings.tables().keySet()));
        }
    }

    @Override
    public String scope(String table) {
        return "address " + plain(settings.address(table));
    }

    /// Without the query where that is not the table's place: it may hold a key.
    private String plain(URI uri) {
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath()
                + (query.isEmpty() ? "" : "?" + Integer.toHexString(query.hashCode()));
    }

    @Override
    public Stage reach() {
        return new Stage(
                "address", true, "The address is " + settings.address("…").getHost() + ".");
    }

    @Override
    public <T> T read(String table, Reading<T> reading) {
        var uri = settings.address(table);
        var first = Origin.of(uri);
        for (int step = 0; step < MOST_STEPS; step++) {
            var answer = ask(request(uri, first), table, reading);
            if (answer.next() == null) {
                return answer.result();
            }
            uri = answer.next();
        }
        throw new ConnectorException(
                Problem.BAD_ANSWER, first.host() + " sent us from one address to the next without end.");
    }

    private Request request(URI uri, Origin first) {
        var request = Request.get(uri)
                .with("Accept", "text/csv, text/plain, */*")
                .within(limits)
                .allowing(allowed);
        if (!Origin.of(uri).equals(first)) {
            return request;
        }
        for (var header : settings.headers().entrySet()) {
            request = request.with(header.getKey(), header.getValue());
        }
        return settings.token().isPresent()
                ? request.with("Authorization", "Bearer " + settings.token().get())
                : request;
    }

    /// @param next where we are sent to; null when the file was read
    @SuppressWarnings("NullAway") // the one or the other
    private record Answer<T>(T result, @Nullable URI next) {}

    private <T> Answer<T> ask(Request request, String table, Reading<T> reading) {
        try {
            return egress.exchange(request, (head, body) -> answer(request, head, body, table, reading));
        } catch (EgressException e) {
            if (e.kind() == EgressException.Kind.INTERRUPTED
                    || surroundings.stopping().getAsBoolean()) {
                throw new Stopped();
            }
            boolean tooLarge = e.kind() == EgressException.Kind.TOO_LARGE;
            throw new ConnectorException(
                    tooLarge ? Problem.REJECTED : e.problem(),
                    e.getMessage() + " This was for the table '" + table + "'."
                            + (tooLarge ? " Raise 'most_megabytes' of the connection if it may be so large." : ""),
                    e);
        }
    }

    @SuppressWarnings("NullAway") // a redirect has no result
    private <T> Answer<T> answer(
            Request request, Response.Head head, InputStream body, String table, Reading<T> reading)
            throws java.io.IOException {
        if (head.status() >= 300 && head.status() < 400) {
            return new Answer<>(null, next(request.uri(), head));
        }
        if (head.status() != 200) {
            throw refused(head, table);
        }
        if (mediaType(head.headers()).equals("text/html")) {
            throw noCsv(head.uri());
        }
        return new Answer<>(reading.read(new Body(body, endIsTold(head.headers()))), null);
    }

    private static boolean endIsTold(Headers headers) {
        return headers.first("Content-Length").isPresent()
                || headers.all("Transfer-Encoding").stream()
                        .anyMatch(coding -> coding.toLowerCase(Locale.ROOT).contains("chunked"));
    }

    private static String mediaType(Headers headers) {
        return headers.first("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    private URI next(URI from, Response.Head head) {
        var location = head.headers().first("Location").orElse("");
        URI next;
        try {
            next = from.resolve(location.strip());
        } catch (IllegalArgumentException _) {
            next = from;
        }
        if (location.isBlank() || next.equals(from) || next.getHost() == null) {
            throw new ConnectorException(
                    Problem.BAD_ANSWER, from.getHost() + " sends us elsewhere, but says not where.");
        }
        if (isSignIn(next)) {
            throw noCsv(next);
        }
        if ("https".equals(from.getScheme()) && !"https".equals(next.getScheme())) {
            throw new ConnectorException(
                    Problem.BAD_ANSWER,
                    from.getHost() + " sends us from a secure address to one that is not, which is never followed.");
        }
        return next;
    }

    /// Where Google sends whoever may not see a file. Source: the answers of docs.google.com to an unshared
    /// sheet.
    private static boolean isSignIn(URI uri) {
        return "accounts.google.com".equals(uri.getHost())
                || String.valueOf(uri.getPath()).contains("/ServiceLogin")
                || String.valueOf(uri.getPath()).contains("/signin");
    }

    private boolean isSpreadsheet() {
        return settings.address("x").toString().contains("/spreadsheets/d/");
    }

    private ConnectorException noCsv(URI uri) {
        return noCsv(isSpreadsheet(), isSignIn(uri), String.valueOf(uri.getHost()));
    }

    private static ConnectorException noCsv(boolean spreadsheet, boolean signIn, String host) {
        if (spreadsheet) {
            return new ConnectorException(
                    Problem.PERMISSION,
                    "The spreadsheet is not shared with Tallystick: a sign-in page came instead of CSV. Share it with"
                            + " 'anyone with the link' as viewer, or give the connection a token.");
        }
        return signIn
                ? new ConnectorException(
                        Problem.SIGN_IN,
                        host + " wants somebody to sign in and sent a page instead of CSV. Give the connection a token,"
                                + " or an address that needs none.")
                : new ConnectorException(
                        Problem.BAD_ANSWER,
                        host + " sent a web page instead of CSV. Check the address: it must be that of the file, not"
                                + " of a page about it.");
    }

    private ConnectorException refused(Response.Head head, String table) {
        var what = head.uri().getHost() + " answered " + head.status() + " for the table '" + table + "': ";
        return switch (head.status()) {
            case 401 ->
                new ConnectorException(
                        Problem.SIGN_IN, what + "the credential was refused. Check the connection's token.");
            case 403 ->
                new ConnectorException(
                        Problem.PERMISSION, what + "it may not be read. Ask for the permission at the other side.");
            case 404, 410 ->
                new ConnectorException(
                        Problem.NOT_FOUND, what + "there is no file at this address. Check the url and the table.");
            case 400 ->
                isSpreadsheet()
                        ? new ConnectorException(
                                Problem.NOT_FOUND,
                                what
                                        + "the spreadsheet has no such tab. The gid stands in the address of the tab, behind"
                                        + " '#gid='.")
                        : new ConnectorException(Problem.REJECTED, what + "the request was refused.");
            case 429 ->
                new ConnectorException(
                        Problem.RATE_LIMIT,
                        what + "there were too many requests. It will be tried again later.",
                        RetryAfter.of(head.headers(), surroundings.clock().instant())
                                .orElse(null),
                        null);
            default ->
                head.status() >= 500
                        ? new ConnectorException(
                                Problem.UNAVAILABLE,
                                what + "it is not available now. It will be tried again later.",
                                RetryAfter.of(
                                                head.headers(),
                                                surroundings.clock().instant())
                                        .orElse(null),
                                null)
                        : new ConnectorException(Problem.REJECTED, what + "the request was refused.");
        };
    }
}
