package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The compacted topic of one partition that keeps the positions of one exactly-once sink, and who owns it. Keys are
 * <code>{name}/position/{split}</code> and <code>{name}/owner</code>, values are text.
 *
 * <p>Positions are written within the transactions of the data. Claims are written outside of any, before
 * {@code initTransactions}: so whoever is thrown out by another instance finds its claim, and of two instances the one that
 * has claimed last is the newer, whatever the order in which they threw each other out.
 *
 * <p>Not shared between pipelines: an open transaction of one would hide from another what it has committed after.
 */
final class PositionsTopic {

    /** Positions are written often, so the segments that compaction works on are kept small. */
    private static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(16 * 1024 * 1024));

    private static final Duration POLL = Duration.ofMillis(100);
    private static final String OWNER = "owner";
    private static final String POSITION = "position/";

    private final Connection connection;
    private final String pipeline;
    private final String topic;
    private final String prefix;

    /**
     * Creates it; nothing is asked yet.
     *
     * @param name the transactional id
     */
    PositionsTopic(Connection connection, String pipeline, String topic, String name) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.topic = topic;
        this.prefix = name + "/";
    }

    /**
     * What the topic tells.
     *
     * @param positions by split, encoded
     * @param owner the claim made last
     */
    record Contents(Map<Split, String> positions, Optional<Claim> owner) {}

    /** Creates the topic, or checks that it can serve. */
    void require(Cluster cluster, TopicSettings settings) throws InterruptedException {
        OptionalInt partitions = cluster.partitions(topic);
        if (partitions.isEmpty() && !settings.create()) {
            throw new ConfigurationException(this + " does not exist, and the sink was told to create none: create it"
                    + " (kafka-topics --create --topic " + topic
                    + " --partitions 1 --config cleanup.policy=compact), or"
                    + " let the sink do it by createTopics(true)");
        }
        if (partitions.isEmpty()) {
            cluster.create(new NewTopic(topic, Optional.of(1), settings.replicationFactor()).configs(SETTINGS));
            return;
        }
        if (partitions.getAsInt() != 1) {
            throw new ConfigurationException(this + " has " + partitions.getAsInt()
                    + " partitions, but must have one, so that positions are in one order: name another by"
                    + " ExactlyOnce.positionsTopic(...), or let the sink create it");
        }
        String policy = cluster.rules(topic).cleanupPolicy();
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new ConfigurationException(this + " has cleanup.policy=" + policy
                    + ", which would delete the position of a pipeline that stands still: set it to compact"
                    + " (kafka-configs --alter --entity-type topics --entity-name " + topic
                    + " --add-config cleanup.policy=compact)");
        }
    }

    /** Writes who owns the positions from now on. */
    void claim(Claim claim) throws InterruptedException {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(ProducerOptions.properties(connection, pipeline, 0))) {
            producer.send(message(OWNER, claim.encode())).get(connection.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptException breakOff) {
            throw interrupted(breakOff);
        } catch (ExecutionException | KafkaException failure) {
            throw KafkaFailures.translate(
                    failure, this + " cannot be written to", Right.writeTopic(topic), SinkException::new);
        } catch (TimeoutException late) {
            throw new RetriableException(
                    this + " was not written to within " + connection.limit().toSeconds() + " s: are its brokers up?",
                    late);
        }
    }

    /** Returns the record of a position. */
    ProducerRecord<byte[], byte[]> message(Split split, Position position) {
        return message(POSITION + split, position.encode());
    }

    private ProducerRecord<byte[], byte[]> message(String key, String value) {
        return new ProducerRecord<>(topic, 0, utf8(prefix + key), utf8(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the topic to its end.
     *
     * @param isolation committed, for positions; uncommitted to see also claims that follow a transaction that is being ended
     */
    Contents read(IsolationLevel isolation) throws InterruptedException {
        TopicPartition partition = new TopicPartition(topic, 0);
        Reading reading = new Reading();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(ConsumerOptions.ofProducer(connection, pipeline, isolation))) {
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            long end =
                    consumer.endOffsets(Set.of(partition), connection.limit()).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + connection.limit().toNanos();
            while (consumer.position(partition, connection.limit()) < end) {
                List<ConsumerRecord<byte[], byte[]>> records =
                        consumer.poll(POLL).records(partition);
                records.forEach(reading::take);
                if (!records.isEmpty()) {
                    deadline = System.nanoTime() + connection.limit().toNanos();
                } else if (System.nanoTime() - deadline > 0) {
                    throw new RetriableException(
                            this + " gives nothing for " + connection.limit().toSeconds() + " s, though it has " + end
                                    + " records: are its brokers up?");
                }
            }
        } catch (InterruptException breakOff) {
            throw interrupted(breakOff);
        } catch (KafkaException failure) {
            throw KafkaFailures.translate(
                    failure, this + " cannot be read", Right.readTopic(topic), SinkException::new);
        }
        return new Contents(reading.positions, Optional.ofNullable(reading.owner));
    }

    private static InterruptedException interrupted(InterruptException breakOff) {
        Thread.interrupted(); // the client has set the flag again
        return (InterruptedException)
                new InterruptedException("interrupted while talking to Kafka").initCause(breakOff);
    }

    /** Collects what is read. */
    private final class Reading {

        private final Map<Split, String> positions = new HashMap<>();

        private @Nullable Claim owner;

        void take(ConsumerRecord<byte[], byte[]> read) {
            String key = text(read.key());
            if (!key.startsWith(prefix)) {
                throw new ConfigurationException(
                        PositionsTopic.this + " keeps '" + key + "', which is not of the sink '"
                                + prefix.substring(0, prefix.length() - 1)
                                + "': give each exactly-once sink a topic of its own by ExactlyOnce.positionsTopic(...)");
            }
            String what = key.substring(prefix.length());
            if (what.equals(OWNER)) {
                owner = Claim.decode(text(read.value())).orElse(owner);
            } else if (what.startsWith(POSITION)) {
                positions.put(new Split(what.substring(POSITION.length())), text(read.value()));
            }
        }

        private static String text(byte @Nullable [] utf8) {
            return utf8 == null ? "" : new String(utf8, StandardCharsets.UTF_8);
        }
    }

    /** Returns the topic and its cluster, as the beginning of a sentence. */
    @Override
    public String toString() {
        return "The topic of positions '" + topic + "' of " + connection;
    }
}
