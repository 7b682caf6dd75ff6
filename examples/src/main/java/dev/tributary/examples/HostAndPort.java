package dev.tributary.examples;

/** Where a server listens. */
record HostAndPort(String host, int port) {

    /**
     * Reads what was given to an option.
     *
     * @throws IllegalArgumentException that names the option, if it is something else
     */
    static HostAndPort parse(String option, String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(option + " must be HOST:PORT, but is '" + text + "'");
        }
        return new HostAndPort(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
