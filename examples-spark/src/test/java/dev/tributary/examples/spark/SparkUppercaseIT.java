package dev.tributary.examples.spark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program verifies itself, by content; {@code -Dtributary.kills=20} kills the job more often than by default. */
class SparkUppercaseIT {

    @Test
    @Timeout(1_200)
    void endsWithTablesThatAreEqualThoughTheJobWasKilled() throws Exception {
        SparkUppercase.main(new String[] {"--kills", System.getProperty("tributary.kills", "2")});
    }
}
