package dev.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.CheckpointException;
import dev.tributary.CheckpointStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileCheckpointStoreTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("orders.checkpoint");
    }

    private Map<String, String> load(String pipeline) {
        try (CheckpointStore.Session session = CheckpointStore.file(file).open(pipeline)) {
            return session.load();
        }
    }

    private void save(Map<String, String> positions) {
        try (CheckpointStore.Session session = CheckpointStore.file(file).open("orders")) {
            session.save(positions);
        }
    }

    @Test
    void isEmptyBeforeTheFirstSave() {
        assertThat(load("orders")).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void readsBackWhatItSaved() {
        save(Map.of("binlog", "mysql-gtid 1 crc32c 00", "größe-3", " spaces  kept "));
        save(Map.of("binlog", "later"));
        assertThat(load("orders")).isEqualTo(Map.of("binlog", "later", "größe-3", " spaces  kept "));
    }

    @Test
    void canBeReadByAPerson() throws IOException {
        save(Map.of("binlog", "place 7"));
        assertThat(Files.readString(file))
                .startsWith("tributary-checkpoint 1\npipeline orders\nsplit binlog\nposition place 7\ncrc32c ");
    }

    @Test
    void refusesAPositionThatIsNotOneLine() {
        assertThatThrownBy(() -> save(Map.of("binlog", "a\nb"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void noticesEveryBitThatFlips() throws IOException {
        save(Map.of("binlog", "place 7"));
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < (whole.length - 1) * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, damaged);
            assertThatThrownBy(() -> load("orders"))
                    .as("bit %s", bit)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("Checkpoint file '" + file + "' ")
                    .hasMessageEndingWith("; restore it from a copy, or remove it to begin anew");
        }
    }

    @Test
    void noticesWhereverItIsCut() throws IOException {
        save(Map.of("binlog", "place 7"));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> load("orders"))
                    .as("cut to %s bytes", length)
                    .isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void tellsWhatIsWrongWithAFile() throws IOException {
        save(Map.of("binlog", "place 7"));
        String whole = Files.readString(file);
        assertRefused("hello\n", "is no checkpoint, or is cut off");
        assertRefused("", "is no checkpoint, or is cut off");
        assertRefused(whole.substring(0, 60), "is no checkpoint, or is cut off");
        assertRefused(whole.replace("place 7", "place 8"), "is damaged: its checksum does not match");
        assertRefused(
                whole.replace("checkpoint 1", "checkpoint 2"),
                "is of another version: it begins with 'tributary-checkpoint 2', expected 'tributary-checkpoint 1'");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> load("orders")).hasMessageContaining("is damaged: it is not UTF-8 text");
    }

    private void assertRefused(String content, String message) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> load("orders"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("Checkpoint file '" + file + "' " + message
                        + "; restore it from a copy, or remove it to begin anew");
    }

    @Test
    void refusesTheFileOfAnotherPipeline() {
        save(Map.of("binlog", "place 7"));
        assertThatThrownBy(() -> load("invoices"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("belongs to pipeline 'orders', not to 'invoices'");
    }

    @Test
    void tellsThatItsFolderIsMissing() {
        file = folder.resolve("missing").resolve("file");
        assertThatThrownBy(() -> load("orders"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("The folder of checkpoint file '" + file + "' does not exist: create it")
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void keepsASecondPipelineOut() {
        CheckpointStore.Session first = CheckpointStore.file(file).open("orders");
        assertThatThrownBy(() -> load("orders"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("Checkpoint file '" + file + "' is in use by another pipeline or process: stop that first,"
                        + " or give this pipeline a file of its own");
        first.close();
        first.close();
        assertThat(load("orders")).isEmpty();
    }

    @Test
    void keepsASecondProcessOut() throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read())
                    .as("the process holds it")
                    .isEqualTo('h');
            assertThatThrownBy(() -> load("orders"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("is in use by another pipeline or process");
        } finally {
            holder.destroyForcibly();
            holder.waitFor(30, TimeUnit.SECONDS);
        }
        assertThat(load("orders")).as("after kill -9").isEqualTo(Map.of("binlog", "held"));
    }

    /** The other process: holds a file until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws InterruptedException {
            CheckpointStore.Session session =
                    CheckpointStore.file(Path.of(arguments[0])).open("orders");
            session.save(Map.of("binlog", "held"));
            System.out.print('h');
            System.out.flush();
            new java.util.concurrent.CountDownLatch(1).await();
            session.close();
        }
    }

    @Test
    void showsAWholeFileAtAnyMoment() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        save(Map.of("binlog", "place 0"));
        java.util.List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        Thread looker = new Thread(() -> {
            try {
                while (!done.get()) {
                    CheckpointText.parse(Files.readString(file, StandardCharsets.UTF_8), "orders");
                }
            } catch (IOException | RuntimeException broken) {
                failures.add(broken);
            }
        });
        looker.start();
        try (CheckpointStore.Session session = CheckpointStore.file(file).open("orders")) {
            for (int i = 0; i < 200; i++) {
                session.save(Map.of("binlog", "place " + i));
            }
        }
        done.set(true);
        looker.join();
        assertThat(failures).isEmpty();
        assertThat(load("orders")).isEqualTo(Map.of("binlog", "place 199"));
    }

    @Test
    void sharesAStoreInMemoryByName() {
        CheckpointStore store = CheckpointStore.inMemory();
        CheckpointStore.Session orders = store.open("orders");
        CheckpointStore.Session invoices = store.open("invoices");
        orders.save(Map.of("binlog", "a"));
        assertThat(invoices.load()).isEmpty();
        assertThatThrownBy(() -> store.open("orders"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("in use by another run of it in this JVM");
        orders.close();
        assertThat(store.open("orders").load()).isEqualTo(Map.of("binlog", "a"));
    }
}
