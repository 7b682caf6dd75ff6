package dev.tributary.binlog.internal.net;

import java.io.IOException;
import java.io.InputStream;

/** The first bytes of another stream. */
final class BoundedInput extends InputStream {

    private final InputStream in;
    private long left;

    BoundedInput(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (left == 0) {
            return count == 0 ? 0 : -1;
        }
        int read = in.read(target, offset, (int) Math.min(count, left));
        left -= Math.max(read, 0);
        return read;
    }
}
