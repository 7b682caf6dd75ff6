package dev.tributary.testkit.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TaskStatesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    @EnabledOnOs(OS.LINUX)
    void tellsWhetherAProcessIsStopped() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        try {
            TaskStates tasks = TaskStates.of(process.pid());
            assertThat(tasks.areKnown()).isTrue();
            assertThat(tasks.allStopped()).isFalse();
            assertThat(tasks.noneStopped()).isTrue();

            kill("STOP", process);
            Await.until("all threads stopped", LIMIT, tasks::allStopped);
            assertThat(tasks.noneStopped()).isFalse();

            kill("CONT", process);
            Await.until("all threads running", LIMIT, tasks::noneStopped);
            assertThat(tasks.allStopped()).isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void knowsNothingOfAProcessThatIsNotThere() {
        assertThat(TaskStates.of(Long.MAX_VALUE).areKnown()).isFalse();
    }

    private static void kill(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }
}
