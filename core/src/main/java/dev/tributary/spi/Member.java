package dev.tributary.spi;

/**
 * Which of the runs a reader or a writer belongs to that share the splits of one pipeline. Most pipelines are one run.
 *
 * @param number from 1
 * @param count how many there are
 */
public record Member(int number, int count) {

    /** The run of a pipeline that has only one. */
    public static final Member ONLY = new Member(1, 1);

    /** Checks that it is one of them. */
    public Member {
        if (number < 1 || number > count) {
            throw new IllegalArgumentException("There is no member " + number + " of " + count);
        }
    }

    /** Returns whether there are no others. */
    public boolean isAlone() {
        return count == 1;
    }

    /** Returns what a name that all members would share is to end with: {@code -2}, or nothing if there are no others. */
    public String suffix() {
        return isAlone() ? "" : "-" + number;
    }
}
