package dev.tributary.examples.storm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program verifies itself, by content; {@code -Dtributary.kills=20} kills the job more often than by default. */
class StormUppercaseIT {

    @Test
    @Timeout(1_200)
    void endsWithTablesThatAreEqualThoughTheJobWasKilled() throws Exception {
        StormUppercase.main(new String[] {"--kills", System.getProperty("tributary.kills", "2")});
    }
}
