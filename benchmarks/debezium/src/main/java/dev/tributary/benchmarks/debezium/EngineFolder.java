package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Task;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.mysql.MySqlConnector;
import io.debezium.storage.file.history.FileSchemaHistory;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.storage.FileOffsetBackingStore;

/**
 * The files of an engine: its offset and its history of schemas. The history is made once, while the tables are empty;
 * each pass begins with a copy of it and with an offset of its own.
 */
final class EngineFolder {

    /** The setting that names the folder with the history. */
    static final String SETTING = "folder";

    /** The setting that has the transactions before the beginning. */
    static final String GTIDS = "gtids";

    private static final String POLL_INTERVAL = "poll.interval.ms";
    private static final String ENGINE = "bench";
    private static final String HISTORY = "history.jsonl";

    private final Path folder;

    private EngineFolder(Path folder) {
        this.folder = folder;
    }

    /** A folder in which to make the history. */
    static EngineFolder toPrepare(Task task) {
        return new EngineFolder(Path.of(task.setting(SETTING)));
    }

    /** A new folder with the history in it, and with the offset at which the task begins. */
    static EngineFolder toRun(Task task) throws IOException {
        Path prepared = Path.of(task.setting(SETTING));
        EngineFolder run = new EngineFolder(Files.createTempDirectory(prepared, "run"));
        Files.copy(prepared.resolve(HISTORY), run.history());
        run.writeOffset(task);
        return run;
    }

    /** A new, empty folder, with which an engine takes a snapshot. */
    static EngineFolder toSnapshot(Task task) throws IOException {
        return new EngineFolder(Files.createTempDirectory(Path.of(task.setting(SETTING)), "snapshot"));
    }

    /** The settings of an engine that ends with its snapshot. */
    Properties snapshotProperties(Task task) {
        Properties properties = properties(task);
        properties.setProperty("snapshot.mode", "initial_only");
        return properties;
    }

    /** The settings of an engine that follows the task, in a new folder; it waits for records as long as the task says. */
    static Properties toFollow(Task task) throws IOException {
        Properties properties = toRun(task).properties(task);
        if (task.settings().containsKey(POLL_INTERVAL)) {
            properties.setProperty(POLL_INTERVAL, task.setting(POLL_INTERVAL));
        }
        return properties;
    }

    /** In the form in which {@link FileOffsetBackingStore} reads it. */
    @SuppressWarnings("ArrayAsKeyOfSetOrMap") // its form; nothing is looked up
    private void writeOffset(Task task) throws IOException {
        Map<byte[], byte[]> offsets = new HashMap<>();
        offsets.put(
                utf8("[\"" + ENGINE + "\",{\"server\":\"" + ENGINE + "\"}]"),
                utf8("{\"file\":\"" + task.file() + "\",\"pos\":" + task.position() + ",\"gtids\":\""
                        + task.setting(GTIDS) + "\"}"));
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(offsets()))) {
            out.writeObject(offsets);
        }
    }

    /** The engine's settings: its defaults, but for what it must be told, and JSON without schemas, which is shorter. */
    Properties properties(Task task) {
        Properties properties = new Properties();
        properties.setProperty("name", ENGINE);
        properties.setProperty("connector.class", MySqlConnector.class.getName());
        properties.setProperty("offset.storage", FileOffsetBackingStore.class.getName());
        properties.setProperty("offset.storage.file.filename", offsets().toString());
        properties.setProperty("schema.history.internal", FileSchemaHistory.class.getName());
        properties.setProperty(
                "schema.history.internal.file.filename", history().toString());
        properties.setProperty(CommonConnectorConfig.TOPIC_PREFIX.name(), ENGINE);
        properties.setProperty("database.hostname", task.host());
        properties.setProperty("database.port", Integer.toString(task.port()));
        properties.setProperty("database.user", task.user());
        properties.setProperty("database.password", task.password());
        properties.setProperty("database.server.id", Long.toString(task.serverId()));
        properties.setProperty("database.ssl.mode", "disabled");
        properties.setProperty("driver.allowPublicKeyRetrieval", "true");
        properties.setProperty("table.include.list", String.join(",", task.tables()));
        properties.setProperty("include.schema.changes", "false");
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("errors.max.retries", "0");
        properties.setProperty("converter.schemas.enable", "false");
        return properties;
    }

    private Path offsets() {
        return folder.resolve("offsets");
    }

    private Path history() {
        return folder.resolve(HISTORY);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
