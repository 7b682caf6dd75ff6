package dev.tributary.testkit.internal.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Moves the bytes of one direction of a connection, and spoils them where that is planned. One thread moves. */
final class Pump {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int FLIPPED_BIT = 0x10;

    private final Gate gate;
    private final LongAdder moved;
    private @Nullable Fault planned; // guarded by this
    private long bytesToFault; // guarded by this
    private int thawsBefore; // guarded by this
    private volatile boolean mute;

    Pump(Gate gate, LongAdder moved) {
        this.gate = gate;
        this.moved = moved;
    }

    /** What can happen to the bytes of a direction. */
    enum Fault {
        /** A bit of the next byte is changed. */
        FLIP,
        /** No more bytes come, and the direction ends in order. */
        END,
        /** No more bytes come. */
        FREEZE
    }

    /** Plans what happens after so many more bytes, instead of what was planned before. Any thread. */
    synchronized void plan(Fault fault, long afterBytes) {
        planned = fault;
        bytesToFault = afterBytes;
        thawsBefore = gate.thaws();
    }

    /** Throws away all that comes from now on. Any thread. */
    void mute() {
        mute = true;
    }

    /** Moves bytes until one end is closed or the gate is. */
    void move(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] piece = new byte[PIECE_BYTES];
        while (true) {
            int count = in.read(piece);
            if (!gate.pass(System.nanoTime())) {
                return;
            }
            if (count < 0 || !pass(piece, count, out)) {
                to.shutdownOutput();
                return;
            }
        }
    }

    /** Writes a piece, spoiled as planned; returns whether more may follow. */
    private boolean pass(byte[] piece, int count, OutputStream out) throws IOException {
        int done = 0;
        while (done < count) {
            Fault due = dueFault();
            if (due == Fault.FLIP) {
                piece[done] ^= FLIPPED_BIT;
            } else if (due == Fault.END) {
                mute();
                return false;
            } else if (due == Fault.FREEZE) {
                gate.freezeUnlessThawed(thawsAtPlan());
                if (!gate.pass(System.nanoTime())) {
                    return false;
                }
            }
            int whole = bytesBeforeFault(count - done);
            write(piece, done, whole, out);
            done += whole;
        }
        return true;
    }

    private void write(byte[] piece, int offset, int count, OutputStream out) throws IOException {
        if (!mute) {
            moved.add(count); // before, so that whoever has received them finds them counted
            out.write(piece, offset, count);
            out.flush();
        }
    }

    private synchronized int bytesBeforeFault(int count) {
        if (planned == null) {
            return count;
        }
        int whole = (int) Math.min(count, bytesToFault);
        bytesToFault -= whole;
        return whole;
    }

    private synchronized int thawsAtPlan() {
        return thawsBefore;
    }

    /** The fault that is due at the next byte, if one is; it happens once. */
    private synchronized @Nullable Fault dueFault() {
        Fault due = bytesToFault == 0 ? planned : null;
        if (due != null) {
            planned = null;
        }
        return due;
    }
}
