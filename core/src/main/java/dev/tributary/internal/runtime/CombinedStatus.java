package dev.tributary.internal.runtime;

import dev.tributary.PipelineMetrics;
import dev.tributary.PipelineState;
import dev.tributary.PipelineStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What several runs of one pipeline do, taken together. */
final class CombinedStatus {

    /** The states of runs that go on, the one first that tells most of the whole. */
    private static final List<PipelineState> BY_URGENCY = List.of(
            PipelineState.STOPPING,
            PipelineState.RESTARTING,
            PipelineState.STALLED,
            PipelineState.DISCONNECTED,
            PipelineState.STARTING,
            PipelineState.PAUSED,
            PipelineState.RUNNING);

    private CombinedStatus() {}

    /** Returns the state of all; when one has failed, the others are about to end. */
    static PipelineState state(List<PipelineState> states) {
        boolean failed = states.contains(PipelineState.FAILED);
        if (states.stream().allMatch(PipelineState::isTerminal)) {
            return failed ? PipelineState.FAILED : PipelineState.STOPPED;
        }
        return failed
                ? PipelineState.STOPPING
                : BY_URGENCY.stream().filter(states::contains).findFirst().orElseThrow();
    }

    /**
     * Returns the status of all.
     *
     * @param positions of all splits
     */
    static PipelineStatus of(String pipeline, List<PipelineStatus> members, Map<String, String> positions) {
        return new PipelineStatus(
                pipeline,
                state(members.stream().map(PipelineStatus::state).toList()),
                positions,
                metrics(members.stream().map(PipelineStatus::metrics).toList()),
                members.stream().flatMap(member -> member.snapshots().stream()).toList(),
                sinks(members),
                members.stream()
                        .flatMap(member -> member.lastError().stream())
                        .findFirst()
                        .orElse(null));
    }

    /** Members do the same in the same way. */
    private static Map<String, String> sinks(List<PipelineStatus> members) {
        Map<String, String> all = new HashMap<>();
        members.forEach(member -> all.putAll(member.sinks()));
        return all;
    }

    private static PipelineMetrics metrics(List<PipelineMetrics> members) {
        return new PipelineMetrics(
                sum(members, PipelineMetrics::recordsRead),
                sum(members, PipelineMetrics::bytesRead),
                sum(members, PipelineMetrics::recordsWritten),
                sum(members, PipelineMetrics::recordsSkipped),
                sum(members, PipelineMetrics::deadLetters),
                sum(members, PipelineMetrics::retries),
                sum(members, PipelineMetrics::restarts),
                sum(members, PipelineMetrics::reconnects),
                sum(members, PipelineMetrics::positionsSaved),
                sum(members, PipelineMetrics::queuedBytes),
                total(members, PipelineMetrics::recordsPerSecond),
                total(members, PipelineMetrics::bytesPerSecond),
                members.stream()
                        .map(PipelineMetrics::lag)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                bytesBehind(members));
    }

    private static long sum(List<PipelineMetrics> members, ToLongFunction<PipelineMetrics> count) {
        return members.stream().mapToLong(count).sum();
    }

    private static double total(List<PipelineMetrics> members, ToDoubleFunction<PipelineMetrics> rate) {
        return members.stream().mapToDouble(rate).sum();
    }

    /** Returns the sum, where all members know theirs. */
    private static OptionalLong bytesBehind(List<PipelineMetrics> members) {
        return members.stream().allMatch(member -> member.bytesBehind().isPresent())
                ? OptionalLong.of(sum(members, member -> member.bytesBehind().orElse(0)))
                : OptionalLong.empty();
    }
}
