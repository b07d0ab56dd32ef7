package dev.tallystick.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.egress.EgressException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way that is known to reach the inside through a URL that somebody may type.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddressGuardTest {

    private static final String OUTSIDE = "93.184.215.14";

    /// Listens on every address of this machine, so that whatever slips through is noticed.
    private final Peer victim = new Peer((_, _, _) -> {}, "0.0.0.0");

    private final Map<String, String> names = Map.ofEntries(
            Map.entry("localhost", "127.0.0.1"),
            Map.entry("localtest.example", "127.0.0.1"),
            Map.entry("v6.example", "::1"),
            Map.entry("mixed.example", OUTSIDE + " 127.0.0.1"),
            Map.entry("mixed-v6.example", OUTSIDE + " ::1"),
            Map.entry("metadata.google.internal", "169.254.169.254"),
            Map.entry("private.example", "10.1.2.3"),
            Map.entry("127.0.0.1.nip.example", "127.0.0.1"),
            Map.entry("nat64.example", "64:ff9b::7f00:1"),
            Map.entry("mapped.example", "::ffff:127.0.0.1"));

    private final EgressClient egress =
            new EgressClient(AllowList.NOTHING, new AddressGuard(), this::addresses, new Deadline.Clockwork());

    private InetAddress[] addresses(String host) throws UnknownHostException {
        String known = names.get(host);
        if (known == null) {
            throw new UnknownHostException(host);
        }
        return java.util.Arrays.stream(known.split(" "))
                .map(InetAddress::ofLiteral)
                .toArray(InetAddress[]::new);
    }

    @AfterAll
    void nothingReachedTheListener() throws IOException {
        assertThat(victim.connections).hasValue(0);
        victim.close();
        egress.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/",
                "http://127.0.0.2:PORT/",
                "http://127.255.255.254:PORT/",
                "http://127.1:PORT/",
                "http://127.0.1:PORT/",
                "http://2130706433:PORT/",
                "http://0x7f000001:PORT/",
                "http://0x7f.0.0.1:PORT/",
                "http://0x7f.1:PORT/",
                "http://017700000001:PORT/",
                "http://0177.0.0.1:PORT/",
                "http://127.0.0.01:PORT/",
                "http://0:PORT/",
                "http://0.0.0.0:PORT/",
                "http://127.0.0.1.:PORT/",
                "http://localhost:PORT/",
                "http://localhost.:PORT/",
                "http://LOCALHOST:PORT/",
                "http://localtest.example:PORT/",
                "http://127.0.0.1.nip.example:PORT/",
                "http://v6.example:PORT/",
                "http://mixed.example:PORT/",
                "http://mixed-v6.example:PORT/",
                "http://mapped.example:PORT/",
                "http://nat64.example:PORT/",
                "http://unknown.example:PORT/",
                "http://[::1]:PORT/",
                "http://[0:0:0:0:0:0:0:1]:PORT/",
                "http://[::]:PORT/",
                "http://[::ffff:127.0.0.1]:PORT/",
                "http://[::ffff:7f00:1]:PORT/",
                "http://[::7f00:1]:PORT/",
                "http://[64:ff9b::7f00:1]:PORT/",
                "http://[64:ff9b:1::7f00:1]:PORT/",
                "http://[2002:7f00:1::]:PORT/",
                "http://[2001:0:7f00:1::]:PORT/",
                "http://[fe80::1%25lo]:PORT/",
                "http://[fe80::1]:PORT/",
                "http://[fec0::1]:PORT/",
                "http://[fd00:ec2::254]/latest/meta-data/",
                "http://[5f00::1]:PORT/",
                "http://[3fff::1]:PORT/",
                "http://[ff02::1]:PORT/",
                "http://169.254.169.254/latest/meta-data/",
                "http://169.254.170.2/v2/credentials",
                "http://168.63.129.16/",
                "http://100.100.100.200/latest/meta-data/",
                "http://192.0.0.192/opc/v2/",
                "http://metadata.google.internal/computeMetadata/v1/",
                "http://10.0.0.1:PORT/",
                "http://172.16.0.1:PORT/",
                "http://192.168.0.1:PORT/",
                "http://100.64.0.1:PORT/",
                "http://198.18.0.1:PORT/",
                "http://224.0.0.1:PORT/",
                "http://255.255.255.255:PORT/",
                "http://private.example:PORT/",
                "http://a@127.0.0.1:PORT/",
                "http://a:b@127.0.0.1:PORT/",
                "http://127.0.0.1:PORT#@outside.example/",
                "http://outside.example@127.0.0.1:PORT/",
                "http://127。0。0。1:PORT/",
                "http://①②⑦.⓪.⓪.①:PORT/",
                "http:127.0.0.1:PORT/",
                "http:///127.0.0.1:PORT/",
                "//127.0.0.1:PORT/",
                "gopher://127.0.0.1:PORT/_x",
                "ftp://127.0.0.1:PORT/",
                "file:///etc/passwd",
                "jar:http://127.0.0.1:PORT/a.jar!/",
                "unix:/var/run/docker.sock",
                "ldap://127.0.0.1:PORT/",
                "https://127.0.0.1:PORT/",
            })
    void noFormOfAddressReachesTheInside(String form) {
        URI uri = URI.create(form.replace("PORT", "" + victim.port()));

        assertThatThrownBy(() -> egress.send(Request.get(uri))).isInstanceOfSatisfying(EgressException.class, e -> {
            assertThat(e.kind()).isIn(Kind.REFUSED_ADDRESS, Kind.REFUSED_URL, Kind.DNS);
            assertThat(e.ambiguous()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 22, 25, 110, 445, 3306, 5432, 6379, 11211, 6667})
    void portsOfOtherProtocolsAreRefused(int port) {
        assertThatThrownBy(() -> egress.send(Request.get(URI.create("http://" + OUTSIDE + ":" + port + "/"))))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED_URL));
    }

    @Test
    void ownAddressesAreRefusedEvenWhereTheyArePublic() {
        var guard = new AddressGuard(InetAddress.ofLiteral(OUTSIDE)::equals);

        assertThat(guard.allows("me.example", InetAddress.ofLiteral(OUTSIDE), 443, AllowList.NOTHING))
                .isFalse();
        assertThat(guard.allows("dns.example", InetAddress.ofLiteral("8.8.8.8"), 443, AllowList.NOTHING))
                .isTrue();
        assertThat(guard.allows("dns.example", InetAddress.ofLiteral("2606:4700::1111"), 443, AllowList.NOTHING))
                .isTrue();
    }

    @Test
    void aNameThatMovesInsideIsRefusedWhenItIsConnectedTo() {
        var asked = new AtomicInteger();
        GuardedResolver.Lookup rebinding = _ ->
                new InetAddress[] {InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "192.0.2.1" : "127.0.0.1")};
        try (var client =
                new EgressClient(AllowList.NOTHING, new AddressGuard(), rebinding, new Deadline.Clockwork())) {
            var request = Request.get(URI.create("http://rebinding.example:" + victim.port() + "/"));
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> client.send(request)).isInstanceOf(EgressException.class);
            }
        }
        assertThat(asked).as("one look-up for each connection, none beside it").hasValue(3);
    }

    @Test
    void whatIsSaidDoesNotTellARefusedAddressFromAnUnknownName() {
        String refused = message("http://private.example:8080/");
        String unknown = message("http://nowhere.example:8080/");

        assertThat(refused.replace("private", "X")).isEqualTo(unknown.replace("nowhere", "X"));
    }

    private String message(String uri) {
        try {
            return egress.send(Request.get(URI.create(uri))).toString();
        } catch (EgressException e) {
            return "" + e.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.0/16",
                "fe80::1",
                "fe80::/10",
                "168.63.129.16",
                "fd00:ec2::254",
                "100.100.100.200/32",
                "192.0.0.192",
                "64:ff9b::a9fe:a9fe",
                "0.0.0.0/0",
                "224.0.0.1"
            })
    void metadataServicesCannotBeAllowed(String network) {
        assertThatThrownBy(() -> new Allowance("metadata.example", network, 80))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "metadata.google.internal, 169.0.0.0/8, 80, 169.254.169.254",
        "v6.example, fd00::/8, 80, fd00:ec2::254",
        "cg.example, 100.64.0.0/10, 80, 100.100.100.200"
    })
    void aWideNetworkDoesNotOpenAMetadataService(String host, String network, int port, String address) {
        var allowed = AllowList.of(new Allowance(host, network, port));

        assertThat(new AddressGuard().allows(host, InetAddress.ofLiteral(address), port, allowed))
                .isFalse();
    }

    @Test
    void anAllowanceSpeaksForOneHostNetworkAndPortTogether() {
        var allowed = AllowList.of(new Allowance("CRM.example", "10.1.0.0/16", 8080));
        var guard = new AddressGuard();
        InetAddress inside = InetAddress.ofLiteral("10.1.2.3");

        assertThat(guard.allows("crm.example", inside, 8080, allowed)).isTrue();
        assertThat(guard.allows("other.example", inside, 8080, allowed)).isFalse();
        assertThat(guard.allows("crm.example", inside, 8081, allowed)).isFalse();
        assertThat(guard.allows("crm.example", InetAddress.ofLiteral("10.2.2.3"), 8080, allowed))
                .isFalse();
    }

    @Test
    void aConnectionThatAnAllowListOpenedIsNotGivenToOthers() throws IOException {
        try (var peer = Peer.ok()) {
            egress.send(peer.get("/keep"));
            egress.send(peer.get("/keep"));
            assertThat(peer.connections).as("reused under the same list").hasValue(1);

            assertThatThrownBy(() -> egress.send(Request.get(peer.uri("/keep"))))
                    .isInstanceOf(EgressException.class);
            assertThat(peer.heads()).hasSize(2);
        }
    }

    @Test
    void databasesAreGivenCheckedAddressesInsteadOfANameToLookUp() {
        var allowed = AllowList.of(new Allowance("private.example", "10.0.0.0/8", 5432));

        assertThat(egress.addresses("Private.Example.", 5432, allowed))
                .containsExactly(InetAddress.ofLiteral("10.1.2.3"));
        assertThatThrownBy(() -> egress.addresses("private.example", 5433, allowed))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED_ADDRESS));
        assertThatThrownBy(() -> egress.addresses("mixed.example", 5432, allowed))
                .isInstanceOf(EgressException.class);
        assertThatThrownBy(() -> egress.addresses("0x7f.1", 5432, allowed)).isInstanceOf(EgressException.class);
    }

    @Test
    void aLookUpThatHangsEndsWithTheDeadline() {
        var hang = new java.util.concurrent.CountDownLatch(1);
        GuardedResolver.Lookup silent = host -> {
            try {
                hang.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        try (var client = new EgressClient(AllowList.NOTHING, new AddressGuard(), silent, new Deadline.Clockwork())) {
            var request = Request.get(URI.create("http://slow.example/"))
                    .within(Limits.STANDARD.deadline(Duration.ofMillis(50)));
            assertThatThrownBy(() -> client.send(request)).isInstanceOfSatisfying(EgressException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
                assertThat(e.ambiguous()).isFalse();
            });
        } finally {
            hang.countDown();
        }
    }
}
