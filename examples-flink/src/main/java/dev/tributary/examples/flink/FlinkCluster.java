package dev.tributary.examples.flink;

import dev.tributary.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone cluster in processes of its own: ZooKeeper, in which the job manager keeps what it must find again, a job
 * manager, and task managers of two slots. Flink's own start scripts are not among its artifacts, so what they do is done here.
 *
 * <p>Not thread-safe.
 */
final class FlinkCluster implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern SUBMITTED = Pattern.compile("submitted with JobID ([0-9a-f]{32})");
    private static final Pattern SAVEPOINT = Pattern.compile("Savepoint completed\\. Path: (\\S+)");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Path folder;
    private final Path configuration;
    private final String classPath = JobJar.classPathOfTheCluster();
    private final Path jar;
    private final int restPort = freePort();
    private final int zooKeeperPort = freePort();
    private final FlinkProcess zooKeeper;
    private FlinkProcess jobManager;
    private final List<FlinkProcess> taskManagers = new ArrayList<>();

    private FlinkCluster(Path folder, int taskManagerCount) throws IOException {
        this.folder = folder;
        this.configuration = Files.createDirectories(folder.resolve("conf"));
        this.jar = JobJar.pack(folder.resolve("uppercase-job.jar"));
        Files.writeString(configuration.resolve("config.yaml"), settings());
        this.zooKeeper = startZooKeeper();
        this.jobManager = startJobManager();
        for (int i = 0; i < taskManagerCount; i++) {
            taskManagers.add(startTaskManager(i));
        }
    }

    /** Starts a cluster, whose files are in a folder, and waits until all its slots are there. */
    static FlinkCluster start(Path folder, int taskManagerCount) throws IOException {
        FlinkCluster cluster = new FlinkCluster(folder, taskManagerCount);
        try {
            cluster.awaitSlots();
            return cluster;
        } catch (RuntimeException | Error failure) {
            cluster.close();
            throw failure;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The memory of a task manager is spelled out, since only Flink's scripts would derive it. */
    private String settings() {
        return String.join(
                "\n",
                "jobmanager.rpc.address: localhost",
                "rest.address: localhost",
                "rest.port: " + restPort,
                "high-availability.type: zookeeper",
                "high-availability.zookeeper.quorum: localhost:" + zooKeeperPort,
                "high-availability.zookeeper.client.session-timeout: 4 s",
                "high-availability.storageDir: " + uri("ha"),
                "execution.checkpointing.interval: 1 s",
                "execution.checkpointing.dir: " + uri("checkpoints"),
                "execution.checkpointing.savepoint-dir: " + uri("savepoints"),
                "state.backend.type: hashmap",
                "restart-strategy.type: fixed-delay",
                "restart-strategy.fixed-delay.attempts: 1000",
                "restart-strategy.fixed-delay.delay: 200 ms",
                "heartbeat.interval: 1000",
                "heartbeat.timeout: 5000",
                "pipeline.generic-types: false",
                "taskmanager.host: localhost",
                "taskmanager.numberOfTaskSlots: 2",
                "taskmanager.cpu.cores: 2",
                "taskmanager.memory.framework.heap.size: 64m",
                "taskmanager.memory.task.heap.size: 128m",
                "taskmanager.memory.framework.off-heap.size: 64m",
                "taskmanager.memory.task.off-heap.size: 0m",
                "taskmanager.memory.managed.size: 0m",
                "taskmanager.memory.network.min: 32m",
                "taskmanager.memory.network.max: 32m",
                "taskmanager.memory.jvm-metaspace.size: 128m",
                "taskmanager.memory.jvm-overhead.min: 64m",
                "taskmanager.memory.jvm-overhead.max: 64m",
                "io.tmp.dirs: " + folder.resolve("tmp"),
                "");
    }

    private String uri(String name) {
        return folder.resolve(name).toUri().toString();
    }

    private FlinkProcess startZooKeeper() throws IOException {
        Path data = Files.createDirectories(folder.resolve("zookeeper"));
        Path settings = configuration.resolve("zoo.cfg");
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "tickTime=1000",
                        "dataDir=" + data,
                        "clientPort=" + zooKeeperPort,
                        "clientPortAddress=localhost",
                        "admin.enableServer=false",
                        "server.1=localhost:" + freePort() + ":" + freePort(),
                        ""));
        List<String> command = FlinkProcess.java(
                Path.of(""), classPath, "-Xmx64m", "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer");
        command.addAll(List.of("--zkConfigFile", settings.toString(), "--peerId", "1"));
        FlinkProcess process = FlinkProcess.start(folder.resolve("zookeeper.log"), command);
        Await.until("ZooKeeper answers", LIMIT, this::zooKeeperAnswers);
        return process;
    }

    private boolean zooKeeperAnswers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", zooKeeperPort), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private FlinkProcess startJobManager() {
        return FlinkProcess.start(
                folder.resolve("jobmanager.log"),
                FlinkProcess.java(
                        configuration,
                        classPath,
                        "-Xmx256m",
                        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"));
    }

    private FlinkProcess startTaskManager(int index) {
        return FlinkProcess.start(
                folder.resolve("taskmanager-" + index + ".log"),
                FlinkProcess.java(
                        configuration,
                        classPath,
                        "-Xmx192m",
                        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"));
    }

    int taskManagerCount() {
        return taskManagers.size();
    }

    /** Kills a task manager with SIGKILL, and starts another in its place. */
    void replaceTaskManager(int index) {
        taskManagers.get(index).close();
        taskManagers.set(index, startTaskManager(index));
    }

    /** Kills the job manager with SIGKILL, and starts another in its place. */
    void replaceJobManager() {
        jobManager.close();
        jobManager = startJobManager();
    }

    private void awaitSlots() {
        int slots = 2 * taskManagers.size();
        await("the cluster has " + slots + " slots", () -> get("/overview").contains("\"slots-total\":" + slots));
    }

    /** Waits for a condition, while all processes live. */
    private void await(String description, Callable<Boolean> condition) {
        Await.until(description, LIMIT, () -> {
            processes().filter(process -> !process.isAlive()).findAny().ifPresent(dead -> {
                throw new IllegalStateException("A process of the cluster has ended; its log:\n" + dead.log());
            });
            return condition.call();
        });
    }

    private Stream<FlinkProcess> processes() {
        return Stream.concat(Stream.of(zooKeeper, jobManager), taskManagers.stream());
    }

    /** Submits a job as a user does, and returns its id. */
    String submit(Class<?> job, int parallelism, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("run", "-d", "-p", Integer.toString(parallelism)));
        command.addAll(options);
        command.addAll(List.of("-c", job.getName(), jar.toString()));
        command.addAll(arguments);
        return found(SUBMITTED, client(command));
    }

    /** Waits until a job runs and has completed a number of checkpoints since it was submitted or restored. */
    void awaitCheckpoints(String job, int count) {
        await("the job has completed " + count + " checkpoints", () -> completedCheckpoints(job) >= count);
    }

    /** Returns how many checkpoints a job has completed; 0 where nobody answers. */
    int completedCheckpoints(String job) {
        Matcher completed = Pattern.compile("\"completed\":(\\d+)").matcher(get("/jobs/" + job + "/checkpoints"));
        return completed.find() ? Integer.parseInt(completed.group(1)) : 0;
    }

    /** Stops a job with a savepoint, and returns where that is. */
    String stopWithSavepoint(String job) {
        return found(SAVEPOINT, client(List.of("stop", job)));
    }

    private String client(List<String> arguments) {
        List<String> command =
                FlinkProcess.java(Path.of(""), classPath, "-Xmx128m", "org.apache.flink.client.cli.CliFrontend");
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FLINK_CONF_DIR", configuration.toString());
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("flink " + String.join(" ", arguments) + " failed:\n" + output);
            }
            return output;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for Flink's client", interrupted);
        }
    }

    private static String found(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("Flink's client did not say '" + pattern + "':\n" + output);
        }
        return matcher.group(1);
    }

    /** Returns what the job manager answers; nothing where it does not. */
    private String get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + restPort + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking the job manager", interrupted);
        }
    }

    /** Returns the job manager's log, for people. */
    String log() {
        return jobManager.log();
    }

    @Override
    public void close() {
        taskManagers.forEach(FlinkProcess::close);
        jobManager.close();
        zooKeeper.close();
    }
}
