package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The places that a MySQL server may come from, tried in order. */
public final class MySqlOrigins {
    private MySqlOrigins() {}

    /**
     * Provides a server.
     *
     * @throws TestkitException if none of the origins can; it says for each what was in the way
     */
    public static Server open(MySqlSpec spec) {
        List<String> reasons = new ArrayList<>();
        Optional<String> obstacle = UnpackedMySql.obstacle(spec.version());
        if (obstacle.isEmpty()) {
            return LocalMySql.start(UnpackedMySql.provide(spec.version()), spec);
        }
        reasons.add(obstacle.get());
        throw new TestkitException("No " + spec.version() + ": " + reasons);
    }
}
