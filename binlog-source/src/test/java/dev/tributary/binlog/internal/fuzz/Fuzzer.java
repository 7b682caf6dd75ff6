package dev.tributary.binlog.internal.fuzz;

import java.util.Arrays;

/** The one class that Jazzer runs: all targets in one process share one corpus. */
public final class Fuzzer {

    private Fuzzer() {}

    /** Called by Jazzer with inputs that it makes of those which reached new code before. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            FuzzTarget.chosenBy(input[0]).run(Arrays.copyOfRange(input, 1, input.length));
        }
    }
}
