package dev.tributary.binlog.internal.fuzz;

import dev.tributary.binlog.internal.net.StreamFuzz;
import java.util.Locale;

/** What is fuzzed. An input's first byte chooses a target by its number; the rest is the target's. */
public enum FuzzTarget {
    /** A table map and a row event that follows it. */
    ROWS(0, new RowFuzz()),
    /** Packets of a dump as they come from the socket, compressed transactions included. */
    STREAM(1, new StreamFuzz()),
    /** The body of any other event. */
    EVENT(2, new EventFuzz()),
    /** The text of a set of GTIDs. */
    GTIDS(3, new GtidSetFuzz()),
    /** A statement of the binlog. */
    STATEMENT(4, new StatementFuzz());

    /** Takes any bytes; whatever it throws is a finding. */
    @FunctionalInterface
    public interface Body {

        /** Runs once. */
        void run(byte[] input);
    }

    private final int number;
    private final Body body;

    FuzzTarget(int number, Body body) {
        this.number = number;
        this.body = body;
    }

    /** Every first byte chooses one. */
    static FuzzTarget chosenBy(byte first) {
        FuzzTarget[] all = values();
        return all[(first & 0xff) % all.length];
    }

    /** The first byte that chooses this one. */
    byte number() {
        return (byte) number;
    }

    /** Runs the target once, and checks that it allocates no more than its input justifies. */
    public void run(byte[] input) {
        Allocations.within(Allocations.justifiedBy(input.length), () -> body.run(input));
    }

    /** The name in files of inputs. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
