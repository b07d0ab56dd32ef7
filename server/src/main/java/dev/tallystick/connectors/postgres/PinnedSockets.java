package dev.tallystick.connectors.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/// Connects to one checked address, whatever the driver found behind the name. The name stays the driver's, so the
/// server's certificate is still compared with it. Public because the driver makes it by its class name.
public final class PinnedSockets extends SocketFactory {
    private final InetAddress address;

    /// @param literal an IP address, never a name
    public PinnedSockets(String literal) {
        this.address = InetAddress.ofLiteral(literal);
    }

    @Override
    public Socket createSocket() {
        return new Pinned(address);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(port);
    }

    private Socket connected(int port) throws IOException {
        var socket = createSocket();
        socket.connect(new InetSocketAddress(address, port));
        return socket;
    }

    private static final class Pinned extends Socket {
        private final InetAddress address;

        Pinned(InetAddress address) {
            this.address = address;
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            if (!(endpoint instanceof InetSocketAddress named)) {
                throw new IOException("Not an address of a network");
            }
            super.connect(new InetSocketAddress(address, named.getPort()), timeout);
        }
    }
}
