package dev.tributary.binlog.internal.net;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.Authenticator;
import com.github.shyiko.mysql.binlog.network.ClientCapabilities;
import com.github.shyiko.mysql.binlog.network.protocol.GreetingPacket;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.SSLRequestCommand;
import dev.tributary.binlog.internal.event.ByteCursor;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLException;

/** From the server's greeting to the end of the login. */
final class Handshake {

    private final ConnectionSettings settings;
    private final TlsUpgrade tls;
    private final PacketChannel channel;

    Handshake(ConnectionSettings settings, Socket socket) throws IOException {
        this.settings = settings;
        this.tls = new TlsUpgrade(settings, socket);
        this.channel = new LoginChannel(socket, settings.address());
    }

    /** Logs in and returns the server's version. */
    ServerVersion perform() throws IOException {
        GreetingPacket greeting = understood(this::greeting);
        ServerVersion version = understood(() -> ServerVersion.parse(greeting.getServerVersion()));
        if (settings.tls().isWanted()) {
            protect(greeting);
        }
        // As late as can be: it may have been changed while the server kept us waiting.
        String password = settings.password().reveal();
        return understood(() -> {
            authenticate(greeting, password);
            return version;
        });
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    /** Runs a step that parses what the server sends, by the connector, which checks nothing. */
    private <T> T understood(Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (BinlogFailure e) {
            throw e;
        } catch (RuntimeException e) {
            throw BinlogFailure.unintelligible("Cannot log in to " + settings.address(), e);
        }
    }

    /** After {@link #perform}, the socket on which the session goes on. */
    Socket socket() {
        return tls.socket();
    }

    private GreetingPacket greeting() throws IOException {
        byte[] packet = channel.read();
        if (packet.length > 0 && (packet[0] & 0xff) == PacketReader.MARKER_ERROR) {
            throw ServerError.parse(new ByteCursor(packet, 1, packet.length - 1, "an error packet"))
                    .asLoginFailure("Cannot connect to " + settings.address());
        }
        return new GreetingPacket(packet);
    }

    private void protect(GreetingPacket greeting) throws IOException {
        if ((greeting.getServerCapabilities() & ClientCapabilities.SSL) == 0) {
            if (settings.tls().isRequired()) {
                throw new BinlogFailure(
                        BinlogFailure.Kind.TLS,
                        "The server at " + settings.address() + " does not offer TLS, and the SSL mode is "
                                + settings.tls().mode()
                                + "; give the server a certificate, or choose SslMode.DISABLED if the network is trusted");
            }
            return;
        }
        SSLRequestCommand request = new SSLRequestCommand();
        request.setCollation(greeting.getServerCollation());
        channel.write(request);
        try {
            channel.upgradeToSSL(tls, null);
        } catch (SSLException e) {
            if (e.getCause() instanceof EOFException) {
                throw e; // The connection ended, for which TLS has an exception of its own.
            }
            throw new BinlogFailure(
                    BinlogFailure.Kind.TLS,
                    "TLS with the server at " + settings.address() + " failed in SSL mode "
                            + settings.tls().mode() + ": " + e.getMessage()
                            + "; either trust the authority that signed the server's certificate: trustCertificates with its"
                            + " file, ca.pem in the server's data folder where the server made it by itself, or trustStore (such a"
                            + " certificate names no host: with SslMode.VERIFY_CA). Or accept any server, whoever it is, by"
                            + " SslMode.REQUIRED",
                    e);
        }
    }

    /** The server has answered nothing wrong; the connector does not know what it wants. */
    private BinlogFailure unknownMethod(AuthenticationException e) {
        return new BinlogFailure(
                BinlogFailure.Kind.NOT_SET,
                "Cannot log in to " + settings.address() + " as '" + settings.user() + "': " + e.getMessage()
                        + "; caching_sha2_password, mysql_native_password and, under TLS, mysql_clear_password are known: give the"
                        + " account one of these (ALTER USER … IDENTIFIED WITH caching_sha2_password BY …; on MariaDB"
                        + " IDENTIFIED VIA mysql_native_password USING PASSWORD(…))",
                e);
    }

    private void authenticate(GreetingPacket greeting, String password) throws IOException {
        try {
            new Authenticator(greeting, channel, "", settings.user(), password).authenticate();
        } catch (AuthenticationException e) {
            if (e.getErrorCode() == 0) {
                throw unknownMethod(e);
            }
            throw new ServerError(e.getErrorCode(), String.valueOf(e.getMessage()))
                    .asLoginFailure("Cannot log in to " + settings.address() + " as '" + settings.user() + "'");
        }
    }
}
