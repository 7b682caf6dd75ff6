package dev.tributary.binlog.internal.event;

/** The order of a server's binlog files: by the number behind the last dot, which grows by a digit when it must. */
public final class BinlogFiles {

    private BinlogFiles() {}

    /** Compares two places of one server. */
    public static int compare(String file, long offset, String otherFile, long otherOffset) {
        int order = compareFiles(file, otherFile);
        return order != 0 ? order : Long.compare(offset, otherOffset);
    }

    private static int compareFiles(String file, String other) {
        String number = file.substring(file.lastIndexOf('.') + 1);
        String otherNumber = other.substring(other.lastIndexOf('.') + 1);
        int byLength = Integer.compare(number.length(), otherNumber.length());
        return byLength != 0 ? byLength : number.compareTo(otherNumber);
    }
}
