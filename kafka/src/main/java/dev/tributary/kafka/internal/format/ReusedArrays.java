package dev.tributary.kafka.internal.format;

import dev.tributary.format.JsonBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hands out arrays of exactly the length that a value has, the same ones again where nobody needs those handed out before: the
 * producer takes nothing else, and a new array for each message is a third of what a sink allocates. Confined to one thread.
 */
final class ReusedArrays {

    /** Longer ones are made anew, so that no more than some two megabytes are kept. */
    private static final int LONGEST = 2048;

    private final byte[] @Nullable [] arrays = new byte[LONGEST + 1][];

    /** In which round an array was handed out last. */
    private final int[] rounds = new int[LONGEST + 1];

    /** Counts the releases; in the round 0, before the first, nothing is kept. */
    private int round;

    /** Learns that nobody needs what was handed out so far. */
    void release() {
        round++;
    }

    /** Returns a copy of what a buffer holds. */
    byte[] copy(JsonBuffer buffer) {
        int length = buffer.size();
        if (round == 0 || length > LONGEST) {
            return buffer.toBytes();
        }
        byte[] array = arrays[length];
        if (array == null || rounds[length] == round) {
            array = new byte[length];
            arrays[length] = array;
        }
        rounds[length] = round;
        System.arraycopy(buffer.array(), 0, array, 0, length);
        return array;
    }
}
