package dev.tributary.testkit.internal.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the threads of a process are doing, as Linux tells it in <a
 * href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">{@code /proc}</a>. Signals take effect a moment after
 * {@code kill} has returned, and on each thread for itself.
 */
final class TaskStates {
    private static final char STOPPED = 'T';
    private static final char ENDED = 'Z';

    private final Path tasks;

    private TaskStates(Path tasks) {
        this.tasks = tasks;
    }

    static TaskStates of(long pid) {
        return new TaskStates(Path.of("/proc", Long.toString(pid), "task"));
    }

    /** Whether this operating system tells them. */
    boolean areKnown() {
        return Files.isDirectory(tasks);
    }

    /** Whether no thread can run: each is stopped, or has ended. */
    boolean allStopped() {
        return states().stream().allMatch(state -> state == STOPPED || state == ENDED);
    }

    /** Whether no thread is stopped. */
    boolean noneStopped() {
        return states().stream().noneMatch(state -> state == STOPPED);
    }

    private List<Character> states() {
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.map(TaskStates::state).toList();
        } catch (NoSuchFileException processHasEnded) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static char state(Path thread) {
        try {
            String line = new String(Files.readAllBytes(thread.resolve("stat")), StandardCharsets.ISO_8859_1);
            // The name before the state is in parentheses and may have any character in it.
            return line.charAt(line.lastIndexOf(')') + 2);
        } catch (IOException threadHasEnded) {
            return ENDED;
        }
    }
}
