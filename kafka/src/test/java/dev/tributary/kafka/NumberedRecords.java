package dev.tributary.kafka;

import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Records of one key that hold their numbers, so that what is stored tells what is lost, doubled or out of order. */
final class NumberedRecords {

    static final Split SPLIT = new Split("in-0");

    private NumberedRecords() {}

    /** Writes records of these numbers, with a position after each. */
    static void write(SinkWriter<String> writer, int from, int to) {
        try {
            for (int i = from; i < to; i++) {
                writer.write(StreamRecord.of("" + i, "key", new KafkaOrigin("in", 0, i, 0), SPLIT, 0));
                writer.advance(SPLIT, new NumberedPosition(i));
            }
        } catch (InterruptedException breakOff) {
            throw new IllegalStateException(breakOff);
        }
    }

    /** Returns what records of the numbers before {@code to} hold. */
    static List<String> texts(int to) {
        return IntStream.range(0, to).mapToObj(Integer::toString).toList();
    }

    /** Returns what a topic holds. */
    static List<String> stored(String bootstrapServers, String topic) {
        return Records.of(bootstrapServers, topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
