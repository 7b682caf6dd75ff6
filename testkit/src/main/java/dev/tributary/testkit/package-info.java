/**
 * Real database and broker servers for tests and examples, started and ended by them; nothing here is a mock.
 *
 * <p>{@link dev.tributary.testkit.MySqlServer}, {@link dev.tributary.testkit.PostgresServer} and {@link
 * dev.tributary.testkit.KafkaBroker} are servers as plain objects that can be restarted, killed and paused, {@link
 * dev.tributary.testkit.KafkaCluster} is several brokers that keep each other's data, {@link
 * dev.tributary.testkit.SchemaRegistryServer} is a registry of Avro schemas, and {@link dev.tributary.testkit.TcpProxy} is a
 * network before them that can be broken. {@link dev.tributary.testkit.WithMySql}, {@link
 * dev.tributary.testkit.WithPostgres}, {@link dev.tributary.testkit.WithKafka} and {@link
 * dev.tributary.testkit.WithKafkaCluster} give them to JUnit test classes. {@link dev.tributary.testkit.WriteLoad} writes
 * to a table from several threads, {@link dev.tributary.testkit.Await} waits for a condition, {@link
 * dev.tributary.testkit.SampleDatabase} is a database that others made, and {@link dev.tributary.testkit.TableDiff}
 * compares two tables:
 *
 * <pre>{@code
 * @WithMySql
 * class MirrorIT {
 *     @Test
 *     void copiesWhatIsWritten(MySqlDatabase database) throws Exception {
 *         database.execute(
 *             "CREATE TABLE words (id INT PRIMARY KEY, value VARCHAR(100))",
 *             "CREATE TABLE copy (id INT PRIMARY KEY, value VARCHAR(100))");
 *         ... // start the pipeline under test
 *         WriteLoad load = WriteLoad.on(database.dataSource(), "words").start();
 *         Await.until("1,000 commits", Duration.ofSeconds(30), () -> load.committed() >= 1_000);
 *         load.stop();
 *         try (Connection connection = database.connection()) {
 *             Await.untilValue(
 *                 "copy equal to words",
 *                 Duration.ofSeconds(30),
 *                 () -> TableDiff.compare(connection, "words", connection, "copy"),
 *                 TableDiff::isEmpty);
 *         }
 *     }
 * }
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package dev.tributary.testkit;
