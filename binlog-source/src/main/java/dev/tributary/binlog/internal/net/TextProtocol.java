package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.internal.event.ByteCursor;
import dev.tributary.binlog.internal.event.MalformedEventException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands and text result sets, after the login. */
final class TextProtocol {

    static final int COM_QUERY = 0x03;
    private static final int COM_QUIT = 0x01;

    /** The most that a table can have. */
    private static final int MAX_COLUMNS = 4096;

    private final PacketReader packets;
    private final OutputStream out;

    TextProtocol(PacketReader packets, OutputStream out) {
        this.packets = packets;
        this.out = out;
    }

    /** Sends a command; the answer is the caller's to read. */
    void send(int command, byte[] arguments) throws IOException {
        int length = arguments.length + 1;
        if (length >= PacketReader.FULL) {
            throw new IllegalArgumentException("A command of " + length + " bytes");
        }
        byte[] packet = new byte[PacketReader.HEADER_LENGTH + length];
        packet[0] = (byte) length;
        packet[1] = (byte) (length >>> 8);
        packet[2] = (byte) (length >>> 16);
        packet[PacketReader.HEADER_LENGTH] = (byte) command;
        System.arraycopy(arguments, 0, packet, PacketReader.HEADER_LENGTH + 1, arguments.length);
        out.write(packet);
        out.flush();
        packets.beginAnswer();
    }

    void quit() throws IOException {
        send(COM_QUIT, new byte[0]);
    }

    /** Sends a command that is answered by OK. */
    void execute(int command, byte[] arguments, String attempt) throws IOException {
        send(command, arguments);
        packets.payload(packets.nextPacket(), attempt);
    }

    /** Runs a statement; its rows, none if it has no result. SQL NULL is null. */
    List<List<@Nullable String>> query(String sql) throws IOException {
        String attempt = "Statement '" + sql + "' failed";
        int columns = begin(sql, attempt);
        if (columns == 0) {
            return List.of();
        }
        try {
            return rows(columns, attempt);
        } catch (MalformedEventException e) {
            throw BinlogFailure.unintelligible(attempt, e);
        }
    }

    private List<List<@Nullable String>> rows(int columns, String attempt) throws IOException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (true) {
            int length = packets.nextPacket();
            ByteCursor row = packets.payload(length, attempt);
            if (length > 0 && length <= PacketReader.EOF_MAX_LENGTH && isEof(row)) {
                return rows;
            }
            rows.add(row(row, columns));
        }
    }

    /** Runs a statement up to its first row; returns the number of columns, 0 if it has no result. */
    int begin(String sql, String attempt) throws IOException {
        send(COM_QUERY, sql.getBytes(StandardCharsets.UTF_8));
        int columns = columns(packets.payload(packets.nextPacket(), attempt), attempt);
        for (int i = 0; i < columns; i++) {
            packets.payload(packets.nextPacket(), attempt);
        }
        if (columns > 0) {
            packets.payload(packets.nextPacket(), attempt);
        }
        return columns;
    }

    private static int columns(ByteCursor head, String attempt) {
        try {
            long columns = head.lengthEncoded();
            if (columns < 0 || columns > MAX_COLUMNS) {
                throw head.malformed("a result of " + Long.toUnsignedString(columns) + " columns");
            }
            return (int) columns;
        } catch (MalformedEventException e) {
            throw BinlogFailure.unintelligible(attempt, e);
        }
    }

    private boolean isEof(ByteCursor payload) {
        return (packets.input().array()[payload.position()] & 0xff) == PacketReader.MARKER_EOF;
    }

    private static List<@Nullable String> row(ByteCursor cursor, int columns) {
        @Nullable String[] row = new @Nullable String[columns];
        for (int i = 0; i < columns; i++) {
            row[i] = cursor.takeNull() ? null : cursor.string(cursor.byteCount(), StandardCharsets.UTF_8);
        }
        return Arrays.asList(row);
    }
}
