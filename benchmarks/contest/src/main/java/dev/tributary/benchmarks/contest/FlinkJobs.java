package dev.tributary.benchmarks.contest;

import java.io.Serializable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobSubmissionResult;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;

/**
 * Runs contestants in a cluster in this process, with as many slots as the setting {@code slots} says; against whichever
 * Flink the contestant has.
 */
public final class FlinkJobs {

    private static final String SLOTS = "slots";
    private static final int MAX_SLOTS = 2;
    private static final MiniCluster CLUSTER = start();

    /** The pass that runs now: its job is in this process. */
    private static volatile @Nullable Pass pass;

    private FlinkJobs() {}

    private record Pass(CaptureMeter meter, long rows) {}

    /** Makes the stream of what is to be counted. */
    @FunctionalInterface
    public interface Stream<T> {
        /** Makes it in a new job. */
        DataStream<T> in(StreamExecutionEnvironment environment) throws Exception;
    }

    /** Says how many bytes were made of an element. */
    @FunctionalInterface
    public interface Size<T> extends Serializable {
        /** Reads the element as far as a job would at least. */
        int of(T element) throws Exception;
    }

    private static MiniCluster start() {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(MAX_SLOTS)
                .setConfiguration(new Configuration())
                .build());
        try {
            cluster.start();
        } catch (Exception failure) {
            throw new IllegalStateException("Flink's cluster does not start", failure);
        }
        return cluster;
    }

    /** Does what {@link Capture#run} does, and ends the cluster, whose threads would keep the process. */
    public static void run(Task task, Capture capture) throws Exception {
        try {
            Capture.run(task, capture);
        } finally {
            CLUSTER.close();
        }
    }

    /** Submits a job by the method's name alone: the type of its parameter is another in each of Flink 1 and 2. */
    private static JobID submit(JobGraph job) throws Exception {
        Method submit = Arrays.stream(MiniCluster.class.getMethods())
                .filter(method -> method.getName().equals("submitJob"))
                .findFirst()
                .orElseThrow();
        return ((JobSubmissionResult) ((Future<?>) submit.invoke(CLUSTER, job)).get()).getJobID();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the meter learns of it
    private static void report(JobID id, CaptureMeter meter) {
        CLUSTER.requestJobResult(id).whenComplete((result, none) -> {
            if (result != null) {
                result.getSerializedThrowable().ifPresent(meter::fail);
            }
        });
    }

    /** Runs a job until so many rows were counted as the task has. */
    public static <T> void read(Task task, CaptureMeter meter, Stream<T> stream, Size<T> size) throws Exception {
        pass = new Pass(meter, task.rows());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(Integer.parseInt(task.setting(SLOTS)));
        stream.in(environment).map(new Count<>(size)).returns(Boolean.class).sinkTo(new DiscardingSink<>());
        JobGraph job = environment.getStreamGraph().getJobGraph();
        JobID id = submit(job);
        report(id, meter);
        meter.awaitMark();
        try {
            CLUSTER.cancelJob(id).get();
        } catch (ExecutionException ended) {
            // by a failure, which the meter has
        }
        CLUSTER.requestJobResult(id).get();
    }

    private static final class Count<T> implements MapFunction<T, Boolean> {

        private static final long serialVersionUID = 1L;

        private final Size<T> size;

        Count(Size<T> size) {
            this.size = size;
        }

        @Override
        public Boolean map(T element) throws Exception {
            Pass now = Objects.requireNonNull(pass);
            int bytes = size.of(element);
            synchronized (now) { // a meter counts for one thread at a time
                return now.meter().row(bytes, now.rows());
            }
        }
    }
}
