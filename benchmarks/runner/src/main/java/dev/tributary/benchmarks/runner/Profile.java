package dev.tributary.benchmarks.runner;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time of a process goes, as the JVM's flight recorder samples it: in which method each thread was found running,
 * every ten milliseconds. Only the later half of the recording counts, in which the process is warm.
 */
final class Profile {

    private static final int MOST_METHODS = 10;

    /** Fewer say nothing of a thread. */
    private static final int LEAST_SAMPLES = 50;

    private static final String OUR_CODE = "dev.tributary.";

    /** Whose code the JDK's is counted with, when it is called from there. */
    private static final List<String> PARTS = List.of(OUR_CODE, "org.apache.kafka.", "com.mysql.", "org.postgresql.");

    private final Map<Place, Integer> samples = new HashMap<>();
    private final Map<Place, Integer> samplesOfParts = new HashMap<>();
    private final Map<String, Integer> samplesOfThread = new HashMap<>();
    private final ThreadWaits waits = new ThreadWaits();
    private Duration pauses = Duration.ZERO;
    private Duration length = Duration.ZERO;
    private int deoptimizations;

    /**
     * Where a thread was.
     *
     * @param thread what the thread is there for
     * @param code the method of ours that it was in, or called the JDK from; or the package of that method, or Kafka's
     */
    private record Place(String thread, String code) {}

    private Profile() {}

    /** What makes a JVM record itself. */
    static List<String> options(Path recording) {
        return List.of(
                "-XX:StartFlightRecording:filename=" + recording + ",settings=profile,jdk.SocketRead#threshold=0ms",
                "-Xlog:disable");
    }

    static Profile read(Path recording) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
        List<Instant> times = events.stream()
                .filter(Profile::isSample)
                .map(RecordedEvent::getStartTime)
                .sorted()
                .toList();
        Profile profile = new Profile();
        if (!times.isEmpty()) {
            Instant begin = times.get(times.size() / 2);
            profile.length = Duration.between(begin, times.get(times.size() - 1));
            events.stream()
                    .filter(event -> !event.getStartTime().isBefore(begin))
                    .forEach(profile::add);
        }
        return profile;
    }

    private static boolean isSample(RecordedEvent event) {
        return event.getEventType().getName().equals("jdk.ExecutionSample");
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> addSample(event);
            case "jdk.SocketRead" -> waits.add(event, role(event.getThread()));
            case "jdk.GarbageCollection" -> pauses = pauses.plus(event.getDuration("sumOfPauses"));
            case "jdk.Deoptimization" -> deoptimizations++;
            default -> {
                // says nothing of where the time goes
            }
        }
    }

    private void addSample(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack != null && !stack.getFrames().isEmpty()) {
            String thread = role(event.getThread("sampledThread"));
            samples.merge(new Place(thread, method(stack.getFrames())), 1, Integer::sum);
            samplesOfParts.merge(new Place(thread, part(stack.getFrames())), 1, Integer::sum);
            samplesOfThread.merge(thread, 1, Integer::sum);
        }
    }

    /** The package of the innermost method that is not the JDK's; all of Kafka's are one part, and all of a driver's. */
    private static String part(List<RecordedFrame> frames) {
        return frames.stream()
                .map(Profile::name)
                .flatMap(name -> PARTS.stream()
                        .filter(name::startsWith)
                        .map(known -> known.equals(OUR_CODE) ? packageOf(name) : known + "*"))
                .findFirst()
                .orElse("others");
    }

    private static String packageOf(String method) {
        int lambda = method.indexOf("$$Lambda"); // its name has an address behind it
        int type = lambda < 0 ? method.lastIndexOf('.') : lambda;
        return method.substring(0, method.lastIndexOf('.', type - 1));
    }

    /** The name of a pipeline's thread ends with what it is there for; the others are the benchmark's own. */
    private static String role(RecordedThread thread) {
        String name = thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
        return name.substring(name.lastIndexOf('-') + 1);
    }

    private static String method(List<RecordedFrame> frames) {
        String top = name(frames.get(0));
        if (top.startsWith(OUR_CODE)) {
            return shortened(top);
        }
        return frames.stream()
                .map(Profile::name)
                .filter(name -> name.startsWith(OUR_CODE))
                .findFirst()
                .map(ours -> shortened(top) + ", called by " + shortened(ours))
                .orElseGet(() -> shortened(top));
    }

    private static String name(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    /** Leaves packages out. */
    private static String shortened(String method) {
        int name = method.lastIndexOf('.');
        return method.substring(method.lastIndexOf('.', name - 1) + 1);
    }

    /** Returns the methods with the most samples of each thread that has enough of them, as Markdown. */
    String table() {
        return table("method", samples);
    }

    /** Returns the packages with the most samples of each such thread, as Markdown. */
    String parts() {
        return table("code", samplesOfParts);
    }

    private String table(String what, Map<Place, Integer> counted) {
        StringBuilder markdown =
                new StringBuilder("| thread | " + what + " | share of its samples |\n| --- | --- | ---: |\n");
        List<String> threads = new ArrayList<>(samplesOfThread.keySet());
        threads.removeIf(thread -> count(thread) < LEAST_SAMPLES);
        threads.sort((a, b) -> Integer.compare(count(b), count(a)));
        threads.forEach(thread -> add(thread, counted, markdown));
        long pausePercent = length.isZero() ? 0 : pauses.toMillis() * 100 / length.toMillis();
        int all = samplesOfThread.values().stream().mapToInt(Integer::intValue).sum();
        int shown = threads.stream().mapToInt(this::count).sum();
        return markdown.append("\n")
                .append(all)
                .append(" samples, ")
                .append(all - shown)
                .append(" of them of threads that have few. Of the time, ")
                .append(pausePercent)
                .append(" % were pauses of the collector; the compiler took back ")
                .append(deoptimizations)
                .append(" guesses.")
                .append(waits.text())
                .append("\n")
                .toString();
    }

    private int count(String thread) {
        return samplesOfThread.getOrDefault(thread, 0);
    }

    private void add(String thread, Map<Place, Integer> counted, StringBuilder markdown) {
        List<Map.Entry<Place, Integer>> most = counted.entrySet().stream()
                .filter(entry -> entry.getKey().thread().equals(thread))
                .sorted(Map.Entry.<Place, Integer>comparingByValue().reversed())
                .toList();
        int shown = 0;
        for (Map.Entry<Place, Integer> entry : most.subList(0, Math.min(MOST_METHODS, most.size()))) {
            shown += entry.getValue();
            line(thread, "`" + entry.getKey().code() + "`", entry.getValue(), markdown);
        }
        if (most.size() > MOST_METHODS) {
            line(thread, (most.size() - MOST_METHODS) + " others", count(thread) - shown, markdown);
        }
    }

    private void line(String thread, String method, int number, StringBuilder markdown) {
        markdown.append("| ")
                .append(thread)
                .append(" | ")
                .append(method)
                .append(" | ")
                .append(String.format(Locale.ROOT, "%.1f %%", 100.0 * number / count(thread)))
                .append(" |\n");
    }
}
