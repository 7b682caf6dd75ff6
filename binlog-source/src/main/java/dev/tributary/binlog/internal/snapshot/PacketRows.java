package dev.tributary.binlog.internal.snapshot;

import java.util.Arrays;

/** Rows as they came from the server, in the arrays that they came in. Filled by one thread, then only read. */
final class PacketRows {

    private static final int FIRST_SIZE = 1024;

    private byte[][] arrays = new byte[FIRST_SIZE][];
    private int[] froms = new int[FIRST_SIZE];
    private int[] lengths = new int[FIRST_SIZE];
    private int size;
    private long totalBytes;

    void add(byte[] array, int from, int length) {
        if (size == arrays.length) {
            arrays = Arrays.copyOf(arrays, 2 * size);
            froms = Arrays.copyOf(froms, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        arrays[size] = array;
        froms[size] = from;
        lengths[size] = length;
        size++;
        totalBytes += length;
    }

    int size() {
        return size;
    }

    long totalBytes() {
        return totalBytes;
    }

    byte[] bytes(int index) {
        return arrays[index];
    }

    int from(int index) {
        return froms[index];
    }

    int length(int index) {
        return lengths[index];
    }

    byte[] copy(int index) {
        return Arrays.copyOfRange(arrays[index], froms[index], froms[index] + lengths[index]);
    }
}
