package dev.tallystick.egress;

import dev.tallystick.egress.EgressException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// The one guarded way out. Every request of every connector, sign-in and webhook passes here, so that what must hold
/// for all of them is written once:
///
/// - the address that was checked is the address that is connected to: the check sits in the resolver that Apache
///   HttpClient connects by, and there is no second look-up that could answer differently;
/// - redirects are answers, never followed: a permitted host could point anywhere;
/// - one deadline covers the exchange from look-up to last byte, see [Deadline];
/// - what comes in is counted before and after decompression, see [BodyLimits];
/// - no cookies, no proxies, no credentials of its own, no second try behind the caller's back.
///
/// It blocks and is meant for virtual threads.
public final class EgressClient implements AutoCloseable {

    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    /// A name may move: connections are given up after this, so that a moved service is followed.
    private static final TimeValue CONNECTION_LIFE = TimeValue.ofMinutes(5);

    private static final int CONNECTIONS = 256;
    private static final int CONNECTIONS_PER_HOST = 32;
    private static final Http1Config HEADER_LIMITS = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();

    /// What is still read of a body after its reader is content, so that the connection can be used again.
    private static final int REMAINDER_BYTES = 8 * 1024;

    /// Headers that frame the message or speak of the connection: written here and by nobody else.
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "accept-encoding",
            "proxy-authorization",
            "proxy-connection");

    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");

    private final AllowList always;
    private final Deadline.Alarm alarm;
    private final GuardedResolver resolver;
    private final CloseableHttpClient http;
    private final String userAgent;

    /// Reads a body that may be too large to keep. What it has read is lost when the body breaks off, so it must not
    /// act before it returns.
    @FunctionalInterface
    public interface BodyReader<T> {
        T read(Response.Head head, InputStream body) throws IOException;
    }

    /// @param always what every request may reach on the inside, besides what it brings along itself
    public EgressClient(AllowList always) {
        this(always, new AddressGuard(), GuardedResolver.SYSTEM, new Deadline.Clockwork());
    }

    EgressClient(AllowList always, AddressGuard guard, GuardedResolver.Lookup lookup, Deadline.Alarm alarm) {
        this.always = always;
        this.alarm = alarm;
        this.resolver = new GuardedResolver(guard, lookup);
        this.http = client(resolver);
        String version = EgressClient.class.getPackage().getImplementationVersion();
        this.userAgent = "Tallystick/" + (version == null ? "dev" : version);
    }

    /// Sends and waits for the whole answer.
    ///
    /// @throws EgressException where there is none that can be used
    public Response send(Request request) {
        return exchange(
                request, (head, body) -> new Response(head.uri(), head.status(), head.headers(), body.readAllBytes()));
    }

    /// Where a host may be connected to by a protocol other than HTTP, whose client must then take these addresses and
    /// not look the name up again.
    ///
    /// @throws EgressException with [Kind#DNS], [Kind#REFUSED_ADDRESS], or [Kind#REFUSED_URL] for what is no host
    public List<InetAddress> addresses(String name, int port, AllowList allowed) {
        String host = Target.host(name);
        try (var deadline = new Deadline(alarm, Limits.STANDARD.deadline())) {
            return resolver.addresses(host, port, always.plus(allowed).at(host, port), deadline);
        } catch (GuardedResolver.Refused refused) {
            throw new EgressException(Kind.REFUSED_ADDRESS, false, Sentences.unreachable(host), refused);
        } catch (UnknownHostException unknown) {
            throw new EgressException(Kind.DNS, false, Sentences.unreachable(host), unknown);
        }
    }

    /// As [#send(Request)], for bodies that are read as they come.
    public <T> T exchange(Request request, BodyReader<T> reader) {
        Target target = Target.of(request);
        AllowList allowed = always.plus(request.allowed()).at(target.host(), target.port());
        if (!AddressGuard.portAllowed(target.port(), allowed)) {
            throw new EgressException(Kind.REFUSED_URL, false, Sentences.unreachable(target.host()), null);
        }
        HttpUriRequestBase outgoing = outgoing(request, target);
        try (var deadline = new Deadline(alarm, request.limits().deadline())) {
            deadline.onPass(outgoing::cancel);
            var exchange = new Exchange(target, allowed, deadline);
            return ScopedValue.where(Exchange.CURRENT, exchange)
                    .call(() -> exchange(exchange, request, outgoing, reader));
        }
    }

    private <T> T exchange(Exchange exchange, Request request, HttpUriRequestBase outgoing, BodyReader<T> reader) {
        ClassicHttpResponse response = null;
        boolean whole = false;
        try {
            response = http.executeOpen(exchange.target().asHost(), outgoing, context(exchange));
            var head = new Response.Head(request.uri(), response.getCode(), headers(response));
            InputStream wire = response.getEntity() == null
                    ? InputStream.nullInputStream()
                    : response.getEntity().getContent();
            T result;
            try (var body = new BodyLimits(exchange.target().host(), request.limits(), exchange::moreHasCome)
                    .decoded(wire, head.headers())) {
                result = reader.read(head, body);
                whole = wire.readNBytes(REMAINDER_BYTES).length < REMAINDER_BYTES;
            }
            return result;
        } catch (IOException e) {
            throw exchange.failure(e);
        } catch (EgressException e) {
            throw e; // a limit was passed
        } catch (RuntimeException e) {
            // JSON and CSV readers wrap what the stream throws.
            if (e.getCause() instanceof IOException broken) {
                throw exchange.failure(broken);
            }
            throw e;
        } finally {
            if (!whole) {
                outgoing.cancel(); // before closing, which would read an endless body to its end
            }
            closeQuietly(response);
        }
    }

    private HttpUriRequestBase outgoing(Request request, Target target) {
        var outgoing = new HttpUriRequestBase(request.method().name(), target.uri());
        outgoing.setScheme(target.scheme());
        outgoing.setAuthority(new URIAuthority(target.host(), target.explicitPort()));
        outgoing.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(request.limits().deadline()))
                .setRedirectsEnabled(false)
                .setAuthenticationEnabled(false)
                .setContentCompressionEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build());
        for (var header : request.headers().lines()) {
            if (OURS.contains(header.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("The header " + header.name() + " is set by the client itself");
            }
            outgoing.addHeader(header.name(), header.value());
        }
        outgoing.setHeader("Accept-Encoding", "gzip, deflate");
        if (!outgoing.containsHeader("User-Agent")) {
            outgoing.setHeader("User-Agent", userAgent);
        }
        byte[] body = request.body();
        if (body != null) {
            outgoing.setEntity(new ByteArrayEntity(body, null)); // the content type is among the headers
        }
        return outgoing;
    }

    /// A connection that an allow list opened is kept apart, as one made in the name of that list: nobody who lacks
    /// the entry is ever given it from the pool.
    private static HttpClientContext context(Exchange exchange) {
        HttpClientContext context = HttpClientContext.create();
        if (!exchange.allowed().entries().isEmpty()) {
            context.setUserToken(exchange.allowed());
        }
        return context;
    }

    private static Headers headers(ClassicHttpResponse response) {
        List<Headers.Header> lines = new ArrayList<>();
        for (var line : response.getHeaders()) {
            if (Headers.Header.isName(line.getName())) {
                String value = line.getValue() == null ? "" : line.getValue();
                lines.add(new Headers.Header(
                        line.getName(), CONTROL.matcher(value).replaceAll(" ").strip()));
            }
        }
        return new Headers(lines);
    }

    private static CloseableHttpClient client(GuardedResolver resolver) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setTimeToLive(CONNECTION_LIFE)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(CONNECT).build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(HEADER_LIMITS)
                        .responseParserFactory(_ -> parser())
                        .build())
                .build();
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setRequestExecutor(new MarksSending())
                // Spelled out, since the default could come to read the proxy properties of the JVM.
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .evictExpiredConnections()
                .evictIdleConnections(IDLE)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableDefaultUserAgent()
                .build();
    }

    /// HttpClient's usual one skips garbage before the status line, which may be the rest of a longer answer.
    private static HttpMessageParser<ClassicHttpResponse> parser() {
        var strict = new DefaultHttpResponseParserFactory(HEADER_LIMITS).create();
        return (buffer, in) -> {
            Exchange.CURRENT.get().receiving(buffer);
            return strict.parse(buffer, in);
        };
    }

    /// Notes that bytes are about to leave. Up to here a failure means that nothing was handled.
    private static final class MarksSending extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback informed,
                HttpContext context)
                throws IOException, HttpException {
            Exchange.CURRENT.get().sending();
            return super.execute(request, connection, informed, context);
        }
    }

    private static void closeQuietly(@Nullable ClassicHttpResponse response) {
        if (response == null) {
            return;
        }
        try {
            response.close();
        } catch (IOException _) {
            // The connection is given up either way.
        }
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException _) {
            // Nothing is left that could be closed better.
        }
        resolver.close();
        alarm.close();
    }

    /// Where a request goes, as read once and used for the check, the connection and the Host header alike.
    ///
    /// @param host canonical
    /// @param port never absent
    record Target(String scheme, String host, int port, URI uri) {

        static Target of(Request request) {
            URI uri = request.uri();
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw refused("The address must begin with http:// or https://");
            }
            if (uri.getRawAuthority() == null || uri.getHost() == null) {
                throw refused("The address names no host");
            }
            if (uri.getRawUserInfo() != null || uri.getRawAuthority().indexOf('@') >= 0) {
                throw refused("The address must not hold a user name or a password");
            }
            String host = host(uri.getHost());
            int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            URI plain = URI.create(scheme + "://" + bracketed + ":" + port + path + query);
            return new Target(scheme, host, port, URI.create(plain.toASCIIString()));
        }

        static String host(String name) {
            try {
                return Hosts.canonical(name);
            } catch (IllegalArgumentException e) {
                throw refused(e.getMessage());
            }
        }

        private static EgressException refused(@Nullable String sentence) {
            return new EgressException(
                    Kind.REFUSED_URL, false, sentence == null ? "The address cannot be read" : sentence, null);
        }

        HttpHost asHost() {
            return new HttpHost(scheme, host, port);
        }

        /// For the Host header, which some servers compare byte for byte: absent where it is the scheme's own.
        int explicitPort() {
            boolean usual = port == (scheme.equals("https") ? 443 : 80);
            return usual ? -1 : port;
        }
    }
}
