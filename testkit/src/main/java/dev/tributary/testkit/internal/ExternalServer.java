package dev.tributary.testkit.internal;

/**
 * A server that somebody else runs, at an address from the environment. The testkit uses it, and never starts, stops or
 * pauses it.
 *
 * @param variable the environment variable that has the address
 * @param host the host to connect to
 * @param port the port to connect to
 */
public record ExternalServer(String variable, String host, int port) implements Server {
    @Override
    public String origin() {
        return "from the environment variable " + variable;
    }

    @Override
    public void start() {
        throw refusal("start");
    }

    @Override
    public void stop() {
        throw refusal("stop");
    }

    @Override
    public void kill() {
        throw refusal("kill");
    }

    @Override
    public void pause() {
        throw refusal("pause");
    }

    @Override
    public void unpause() {
        throw refusal("unpause");
    }

    @Override
    public String log() {
        return "(the log of " + host + ":" + port + " is not the testkit's to read)";
    }

    @Override
    public void close() {
        // Not ours.
    }

    private UnsupportedOperationException refusal(String action) {
        return new UnsupportedOperationException("The testkit does not " + action + " the server at " + host + ":"
                + port + ", which the environment variable " + variable + " names. Unset it for this test.");
    }
}
