package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One try at each server, in the order in which they are preferred, and what came of it. Whatever keeps one server from
 * being read, another may be right. Confined to one thread.
 */
final class Round {

    private final List<ConnectionSettings> servers;
    private final Map<String, BinlogFailure> failures = new LinkedHashMap<>();
    private int tried;

    /** @param servers at least one */
    Round(List<ConnectionSettings> servers) {
        this.servers = servers;
    }

    /** Returns the server to try now. */
    ConnectionSettings server() {
        return servers.get(tried);
    }

    /**
     * Notes what came of the try.
     *
     * @return whether there is a server left to try
     */
    boolean failed(BinlogFailure failure) {
        failures.put(server().address(), failure);
        if (tried + 1 == servers.size()) {
            return false;
        }
        tried++;
        return true;
    }

    /** Whether what every server has failed with allows something. */
    boolean allows(Predicate<BinlogFailure> newBeginning) {
        return failures.values().stream().allMatch(newBeginning);
    }

    /** Returns what all tries came to; passing if one of them is. */
    BinlogFailure failure() {
        BinlogFailure first = failures.values().iterator().next();
        if (failures.size() == 1) {
            return first;
        }
        BinlogFailure.Kind kind = failures.values().stream()
                .filter(BinlogFailure::isPassing)
                .findFirst()
                .orElse(first)
                .kind();
        BinlogFailure all = new BinlogFailure(
                kind,
                "None of the servers can be read from:"
                        + failures.entrySet().stream()
                                .map(entry -> "\n- " + entry.getKey() + ": "
                                        + entry.getValue().getMessage())
                                .collect(Collectors.joining()));
        failures.values().forEach(all::addSuppressed);
        return all;
    }
}
