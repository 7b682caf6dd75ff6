package dev.tributary.kafka;

import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;

/** A position of a source that a test stands for. */
public record NumberedPosition(long number) implements Position {

    @Override
    public boolean covers(Position other) {
        return number >= ((NumberedPosition) other).number;
    }

    @Override
    public boolean includes(Origin origin) {
        return false;
    }

    @Override
    public String encode() {
        return Long.toString(number);
    }
}
