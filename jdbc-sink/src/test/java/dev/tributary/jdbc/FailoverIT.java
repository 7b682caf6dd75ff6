package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that is killed while it stores, and the replica that takes its place: what was confirmed is there, since commits wait
 * for the replica, and the writer goes on by itself.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-semisync.html">semi-synchronous replication</a>
 */
@Timeout(120)
class FailoverIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int CHANGES = 2_000;

    private final RecordingContext context = new RecordingContext();
    private final TableSchema schema =
            TableSchema.of(new TableId("shop", "t"), List.of(Column.of("id", "int")), List.of("id"));
    private MySqlServer primary;
    private MySqlServer replica;

    @BeforeEach
    void replicate() {
        primary = MySqlServer.builder().fast().option("server-id", "1").start();
        replica = MySqlServer.builder().fast().option("server-id", "2").start();
        primary.createReplicationUser("replica", "s3cret");
        primary.execute(
                "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
                "SET GLOBAL rpl_semi_sync_source_timeout = 600000",
                "SET GLOBAL rpl_semi_sync_source_enabled = ON");
        replica.execute(
                "INSTALL PLUGIN rpl_semi_sync_replica SONAME 'semisync_replica.so'",
                "SET GLOBAL rpl_semi_sync_replica_enabled = ON",
                "SET GLOBAL super_read_only = ON",
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '" + primary.host() + "', SOURCE_PORT = " + primary.port()
                        + ", SOURCE_USER = 'replica', SOURCE_PASSWORD = 's3cret', SOURCE_AUTO_POSITION = 1,"
                        + " GET_SOURCE_PUBLIC_KEY = 1",
                "START REPLICA");
        primary.execute(
                "CREATE DATABASE shop", "CREATE TABLE shop.t (id INT)"); // no key: a row stored twice is there twice
        primary.createUser("sink", "s3cret", "ALL ON shop.*");
    }

    @AfterEach
    void close() {
        primary.close();
        replica.close();
    }

    /** Lets the replica apply all that it has received, and take changes itself. */
    private void promote() {
        replica.execute("STOP REPLICA IO_THREAD");
        assertThat(replica.query("SELECT WAIT_FOR_EXECUTED_GTID_SET((SELECT received_transaction_set"
                                + " FROM performance_schema.replication_connection_status), 60)")
                        .get(0)
                        .get(0))
                .hasToString("0");
        replica.execute("STOP REPLICA", "SET GLOBAL super_read_only = OFF", "SET GLOBAL read_only = OFF");
    }

    /** The driver takes the first server that it can connect to. */
    private DataSource anyOfBoth() {
        MysqlDataSource dataSource = new MysqlDataSource();
        dataSource.setUrl("jdbc:mysql://" + primary.host() + ":" + primary.port() + "," + replica.host() + ":"
                + replica.port() + "/shop?failOverReadOnly=false&connectTimeout=2000&sslMode=DISABLED"
                + "&allowPublicKeyRetrieval=true");
        dataSource.setUser("sink");
        dataSource.setPassword("s3cret");
        return dataSource;
    }

    @Test
    void goesOnAtTheReplicaAndStoresEachChangeOnce() throws Exception {
        Sink<ChangeEvent> sink = JdbcSink.<ChangeEvent>statement(
                        anyOfBoth(),
                        "INSERT INTO t VALUES (?)",
                        (statement, change) -> statement.setInt(1, change.row().getInt("id")))
                .exactlyOnce()
                .parallelism(2)
                .batchRows(20)
                .batchAge(Duration.ofMillis(1))
                .retries(1_000, new Backoff(Duration.ofMillis(10), Duration.ofMillis(100)))
                .build();
        try (SinkWriter<ChangeEvent> writer = sink.open(context)) {
            writer.stored(Set.of(Changes.SPLIT));
            writer.advance(Changes.SPLIT, new Changes.At(0));
            for (int number = 1; number <= CHANGES; number++) {
                writer.write(Changes.insert(number, Row.of(schema, number)));
                writer.advance(Changes.SPLIT, new Changes.At(number));
                if (number == CHANGES / 2) {
                    Await.until("some are stored, and some are not", LIMIT, () -> context.durable.size() > 5);
                    primary.kill();
                }
            }
            Await.until(
                    "the replica refuses them",
                    LIMIT,
                    () -> context.retries.stream()
                            .anyMatch(failure -> failure.getMessage().contains("read-only")));
            promote();
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(context.failures).isEmpty();
        assertThat(replica.query("SELECT id FROM shop.t ORDER BY id"))
                .isEqualTo(IntStream.rangeClosed(1, CHANGES)
                        .mapToObj(id -> List.<Object>of(id))
                        .toList());
    }
}
