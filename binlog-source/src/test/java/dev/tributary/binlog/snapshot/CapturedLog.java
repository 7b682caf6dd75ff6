package dev.tributary.binlog.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is logged, which the logger of the tests writes to the standard error stream, until it is closed. */
final class CapturedLog implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private CapturedLog() {}

    static CapturedLog begin() {
        CapturedLog log = new CapturedLog();
        System.setErr(new PrintStream(log.new Both(), true, StandardCharsets.UTF_8));
        return log;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setErr(before);
    }

    private final class Both extends OutputStream {
        @Override
        public void write(int b) {
            bytes.write(b);
            before.write(b);
        }

        @Override
        public void write(byte[] some, int from, int length) {
            bytes.write(some, from, length);
            before.write(some, from, length);
        }
    }
}
