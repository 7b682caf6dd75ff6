package dev.tributary.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.TestkitException;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    @Test
    void tellsWhatWasInTheWayOfEachOrigin() {
        TestkitException failure = new TestkitException("it ended with status 1");
        Attempts attempts = new Attempts("MySQL 9");

        attempts.ruleOut("Docker", "no engine answers");
        assertThat(attempts.attempt("/usr/sbin/mysqld", () -> {
                    throw failure;
                }))
                .isEmpty();

        assertThat(attempts.exhausted("Start Docker.")).hasMessage("""
                        No MySQL 9 could be provided.
                        - Docker: no engine answers
                        - /usr/sbin/mysqld: it ended with status 1
                        Start Docker.""").hasSuppressedException(failure);
    }
}
