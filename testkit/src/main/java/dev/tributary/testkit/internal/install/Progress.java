package dev.tributary.testkit.internal.install;

import java.io.PrintStream;

/**
 * Tells on standard error what an installation is doing, one line a step. Standard error, because a program's standard
 * output belongs to its data.
 */
public final class Progress {
    private final PrintStream out;
    private final String subject;

    private Progress(PrintStream out, String subject) {
        this.out = out;
        this.subject = subject;
    }

    /** Progress of installing {@code subject}, such as "MySQL 9". */
    public static Progress of(String subject) {
        return new Progress(System.err, subject);
    }

    /** Prints one line. */
    public void step(String message) {
        out.println("[testkit] " + subject + ": " + message);
        out.flush();
    }

    /** Renders a size the way a person reads it, such as "51 MB". */
    public static String megabytes(long bytes) {
        return Math.max(1, Math.round(bytes / 1_000_000.0)) + " MB";
    }
}
