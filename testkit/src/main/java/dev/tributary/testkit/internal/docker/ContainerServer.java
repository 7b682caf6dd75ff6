package dev.tributary.testkit.internal.docker;

import com.github.dockerjava.api.DockerClient;
import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.process.ReservedPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container. Its port on the host is chosen before it starts, because Docker would choose another one at
 * every restart.
 */
public final class ContainerServer implements Server {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

    private final Plan plan;
    private final ReservedPort port;
    private final GenericContainer<?> container;

    private ContainerServer(Plan plan, ReservedPort port, GenericContainer<?> container) {
        this.plan = plan;
        this.port = port;
        this.container = container;
    }

    /** Whether a server answers. */
    @FunctionalInterface
    public interface Probe {
        /** Whether the server at this address answered as it should; an exception counts as no. */
        boolean answers(String host, int port) throws Exception;
    }

    /** What is told to a container about itself before it starts. */
    @FunctionalInterface
    public interface EnvironmentOf {
        /** The environment of a server that clients will reach at this address. */
        Map<String, String> at(String host, int port);
    }

    /**
     * What to run.
     *
     * @param image the image's name and tag
     * @param port where the server listens inside its container
     * @param environment its environment
     * @param arguments of its entry point; none for the image's own
     * @param probe whether it answers
     */
    public record Plan(String image, int port, EnvironmentOf environment, List<String> arguments, Probe probe) {}

    /** Starts a container and waits until its server answers. */
    public static ContainerServer start(Plan plan) {
        ReservedPort port = ReservedPort.reserve();
        GenericContainer<?> container = null;
        try {
            String host = DockerClientFactory.instance().dockerHostIpAddress();
            // Only this machine's own loopback can be bound by name; of any other host, all interfaces are.
            String binding = (host.equals("localhost") ? "127.0.0.1:" : "") + port.number() + ":" + plan.port();
            container = new GenericContainer<>(DockerImageName.parse(plan.image()))
                    .withEnv(plan.environment().at(host, port.number()))
                    .withExposedPorts(plan.port())
                    .waitingFor(new NoWait());
            if (!plan.arguments().isEmpty()) {
                container.withCommand(plan.arguments().toArray(String[]::new));
            }
            container.setPortBindings(List.of(binding));
            container.start();
            ContainerServer server = new ContainerServer(plan, port, container);
            server.awaitAnswer();
            return server;
        } catch (RuntimeException e) {
            if (container != null) {
                container.stop();
            }
            port.close();
            throw e instanceof TestkitException known
                    ? known
                    : new TestkitException("Cannot start the container " + plan.image() + ": " + e.getMessage(), e);
        }
    }

    /** The container is awaited by the server's own probe, at every start and not only the first. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }

    private void awaitAnswer() {
        long begin = System.nanoTime();
        while (!answers()) {
            if (!container.isRunning() || System.nanoTime() - begin > START_LIMIT.toNanos()) {
                throw new TestkitException("The server in the container " + plan.image() + " did not answer within "
                        + START_LIMIT.toSeconds() + " s. Its log:\n" + log());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new TestkitException("Interrupted while waiting for the container " + plan.image());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean answers() {
        try {
            return plan.probe().answers(host(), port());
        } catch (Exception notYet) {
            return false;
        }
    }

    @Override
    public String origin() {
        return "container of " + plan.image();
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port.number();
    }

    @Override
    public void start() {
        docker().startContainerCmd(container.getContainerId()).exec();
        awaitAnswer();
    }

    @Override
    public void stop() {
        docker().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void unpause() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public String log() {
        return container.getLogs();
    }

    @Override
    public void close() {
        container.stop();
        port.close();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
