package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.LatencyFigures;
import dev.tributary.benchmarks.contest.PassFigures;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads what the contestants' processes print. */
final class FiguresReader {

    private static final JsonFactory JSON = new JsonFactory();

    private FiguresReader() {}

    static PassFigures passFigures(String json) {
        Map<String, Long> numbers = numbers(json);
        return new PassFigures(
                number(numbers, "rows"),
                number(numbers, "nanos"),
                number(numbers, "cpuNanos"),
                number(numbers, "peakHeapBytes"),
                number(numbers, "liveHeapBytes"),
                number(numbers, "allocatedBytes"),
                number(numbers, "producedBytes"));
    }

    static LatencyFigures latencyFigures(String json) {
        Map<String, Long> numbers = numbers(json);
        return new LatencyFigures(
                number(numbers, "p50"), number(numbers, "p99"), number(numbers, "p999"), number(numbers, "max"));
    }

    private static long number(Map<String, Long> numbers, String name) {
        Long number = numbers.get(name);
        if (number == null) {
            throw new NoSuchElementException("No number '" + name + "' in " + numbers);
        }
        return number;
    }

    private static Map<String, Long> numbers(String json) {
        Map<String, Long> numbers = new HashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    numbers.put(parser.currentName(), parser.getLongValue());
                }
            }
        }
        return numbers;
    }
}
