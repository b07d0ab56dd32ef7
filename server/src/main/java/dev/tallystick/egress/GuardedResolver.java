package dev.tallystick.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/// Looks names up and lets through only what the guard allows. HttpClient connects to exactly what this returns.
///
/// A look-up is a native call that cannot be broken off and would hold the carrier of a virtual thread; two slow ones
/// would stop every sync on a machine with two cores. So they run on a few platform threads, and the exchange waits
/// for no longer than its deadline.
final class GuardedResolver implements DnsResolver, AutoCloseable {

    static final Lookup SYSTEM = InetAddress::getAllByName;

    private static final int THREADS = 16;
    private static final int WAITING = 1024;
    private static final long LOOKUP_SECONDS = 10;

    private final AddressGuard guard;
    private final Lookup lookup;
    private final ThreadPoolExecutor threads;

    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /// The name leads where this request may not go.
    static final class Refused extends UnknownHostException {
        Refused(String host) {
            super(host);
        }
    }

    GuardedResolver(AddressGuard guard, Lookup lookup) {
        this.guard = guard;
        this.lookup = lookup;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("egress-lookup-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        Exchange exchange = Exchange.CURRENT.orElseThrow(() -> new Refused(host));
        return addresses(host, port, exchange.allowed(), exchange.deadline()).stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    List<InetAddress> addresses(String host, int port, AllowList allowed, Deadline deadline)
            throws UnknownHostException {
        var literal = Hosts.literal(host);
        InetAddress[] addresses = literal.isPresent() ? new InetAddress[] {literal.get()} : lookUp(host, deadline);
        if (addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        for (InetAddress address : addresses) {
            // One bad answer refuses them all: a name that leads both outside and inside is an attack or a mistake.
            if (!guard.allows(host, address, port, allowed)) {
                throw new Refused(host);
            }
        }
        return Arrays.asList(addresses);
    }

    private InetAddress[] lookUp(String host, Deadline deadline) throws UnknownHostException {
        var answer = new CompletableFuture<InetAddress[]>();
        deadline.onPass(() -> answer.completeExceptionally(new UnknownHostException(host)));
        try {
            threads.execute(() -> {
                try {
                    answer.complete(lookup.addresses(host));
                } catch (UnknownHostException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer.get(LOOKUP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            var unknown = new UnknownHostException(host);
            unknown.initCause(e);
            throw unknown;
        }
    }

    /// Without a port nothing can be checked, so nothing is answered.
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new Refused(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
