package dev.tributary.testkit.internal.mysql;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The first packet that a server sends to whoever connects, see <a
 * href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html">Protocol::HandshakeV10</a>:
 * enough to know that the server answers, and which version it is, without a driver or a user.
 */
final class Greeting {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int PROTOCOL_10 = 10;

    private Greeting() {}

    /** Connects and returns the server's version text, such as "9.7.0". */
    static String read(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
            in.readUnsignedByte(); // sequence number
            byte[] payload = in.readNBytes(length);
            if (payload.length < length || payload[0] != PROTOCOL_10) {
                throw new IOException("No MySQL greeting from " + host + ":" + port);
            }
            int end = 1;
            while (end < payload.length && payload[end] != 0) {
                end++;
            }
            return new String(payload, 1, end - 1, StandardCharsets.US_ASCII);
        }
    }
}
