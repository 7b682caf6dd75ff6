package dev.tributary.testkit;

import dev.tributary.testkit.internal.Shared;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Servers that all tests of one JVM share: started when first asked for, ended with the JVM.
 *
 * <p>A test takes a database or a topic of its own on them, see {@link MySqlServer#newDatabase},
 * {@link PostgresServer#newDatabase} and {@link KafkaBroker#newTopic}. It never closes a shared server, and starts it again if it has stopped or killed it. A
 * test that cannot leave a server as it was starts one of its own.
 *
 * <p>Thread-safe.
 */
public final class SharedServers {
    private static final ConcurrentMap<MySqlKey, Shared<MySqlServer>> MYSQL = new ConcurrentHashMap<>();
    private static final Shared<PostgresServer> POSTGRES =
            new Shared<>(() -> PostgresServer.builder().fast().start());
    private static final Shared<KafkaBroker> KAFKA = new Shared<>(KafkaBroker::start);
    private static final Shared<KafkaCluster> KAFKA_CLUSTER = new Shared<>(KafkaCluster::start);
    private static final Shared<SchemaRegistryServer> SCHEMA_REGISTRY = new Shared<>(SchemaRegistryServer::start);

    private SharedServers() {}

    private record MySqlKey(MySqlVersion version, Map<String, String> options) {}

    /** The shared server of this generation, with commits that do not wait for the disk. */
    public static MySqlServer mySql(MySqlVersion version) {
        return mySql(version, Map.of());
    }

    /** The shared server of this generation that has exactly these options, see {@link MySqlServer.Builder#option}. */
    public static MySqlServer mySql(MySqlVersion version, Map<String, String> options) {
        return MYSQL.computeIfAbsent(
                        new MySqlKey(version, Map.copyOf(options)),
                        key -> new Shared<>(() -> {
                            MySqlServer.Builder builder =
                                    MySqlServer.builder().version(key.version()).fast();
                            key.options().forEach(builder::option);
                            return builder.start();
                        }))
                .get();
    }

    /** The shared PostgreSQL server, with commits that do not wait for the disk. */
    public static PostgresServer postgres() {
        return POSTGRES.get();
    }

    /** The shared broker. */
    public static KafkaBroker kafka() {
        return KAFKA.get();
    }

    /** The shared cluster of three Kafka nodes. */
    public static KafkaCluster kafkaCluster() {
        return KAFKA_CLUSTER.get();
    }

    /** The shared schema registry. */
    public static SchemaRegistryServer schemaRegistry() {
        return SCHEMA_REGISTRY.get();
    }
}
