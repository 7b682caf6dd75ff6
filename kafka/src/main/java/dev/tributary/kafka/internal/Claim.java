package dev.tributary.kafka.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instance writes to the topic of positions before it takes over, so that the one that it throws out can tell who
 * did, and knows a rival from a transaction that merely took too long.
 *
 * @param id tells it from all others
 * @param host where it runs
 * @param process its process id there
 * @param started when
 */
record Claim(UUID id, String host, long process, Instant started) {

    private static final Pattern FORM =
            Pattern.compile("claim1;id=([0-9a-f-]+);host=([^;]*);process=(\\d+);started=([^;]+)");

    /** Makes the claim of a new instance in this process. */
    static Claim make() {
        return new Claim(UUID.randomUUID(), localHost(), ProcessHandle.current().pid(), Instant.now());
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName().replace(';', ' ');
        } catch (UnknownHostException unnamed) {
            return "unknown";
        }
    }

    String encode() {
        return "claim1;id=" + id + ";host=" + host + ";process=" + process + ";started=" + started;
    }

    /** Reads what {@link #encode} made; empty if it is something else. */
    static Optional<Claim> decode(String encoded) {
        Matcher parts = FORM.matcher(encoded);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Claim(
                UUID.fromString(parts.group(1)),
                parts.group(2),
                Long.parseLong(parts.group(3)),
                Instant.parse(parts.group(4))));
    }

    /** Returns it for people. */
    @Override
    public String toString() {
        return "process " + process + " on host '" + host + "', started at " + started;
    }
}
