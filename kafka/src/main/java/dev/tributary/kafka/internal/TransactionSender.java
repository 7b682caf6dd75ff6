package dev.tributary.kafka.internal;

import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The thread that owns a transactional producer: it takes orders in their order, and commits between them when it is time to
 * and a position covers all that was sent. A position is reported once its transaction is committed.
 *
 * <p>Any failure ends it, and the transaction with it: what is not committed is written again by the next attempt, whose
 * {@code initTransactions} ends what this one may have left open, and which begins at what was committed, whether or not this
 * one has learnt of that.
 */
final class TransactionSender implements Runnable {

    /** How long closing waits for the brokers to take note that a transaction is given up. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final SinkContext context;
    private final SendRoom room;
    private final Connection connection;
    private final Producer<byte[], byte[]> producer;
    private final PositionPlace place;
    private final TransactionFailures failures;
    private final OpenTransaction transaction;
    private final BlockingQueue<List<Order>> orders = new LinkedBlockingQueue<>(); // its bytes are bounded by the room
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile @Nullable SendFailure sendFailure;
    private volatile boolean closing;
    private volatile boolean idle;
    private volatile @Nullable Thread thread;
    private boolean begun;

    /** What the pipeline's thread wants done, in order. */
    sealed interface Order {

        /** Sends a message. */
        record Send(StreamRecord<?> record, ProducerRecord<byte[], byte[]> message, int bytes) implements Order {}

        /** Takes a position that covers all before it of its split. */
        record Cover(Split split, Position position) implements Order {}

        /** Learns that a position of a split is kept already. */
        record Known(Split split) implements Order {}

        /** Learns that a transaction of the source begins or ends. */
        record Bound(Split split, boolean begins) implements Order {}

        /** Commits what can be. */
        record Commit(CompletableFuture<Void> done) implements Order {}
    }

    /** A message that the brokers have not taken. */
    private record SendFailure(Exception cause, StreamRecord<?> record, TopicPartition place) {}

    TransactionSender(TransactionalSession session, SinkContext context, SendRoom room) {
        this.context = context;
        this.room = room;
        this.connection = session.connection();
        this.producer = session.producer();
        this.place = session.place();
        this.failures = new TransactionFailures(session.connection(), session.place());
        this.transaction = new OpenTransaction(session.settings());
    }

    /** Adds orders, which are obeyed in their order. Any thread. */
    void put(List<Order> list) {
        orders.add(list);
    }

    @Override
    @SuppressWarnings("IllegalCatch") // whatever ends this thread ends the writer, with that cause
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!closing) {
                obey(next());
                if (transaction.isDue(System.nanoTime())) {
                    commit();
                }
            }
        } catch (InterruptedException | InterruptException breakOff) {
            fail(new SinkException("Writing to " + connection + " was broken off", breakOff));
        } catch (RuntimeException | Error failure) {
            fail(reason(failure));
        } finally {
            end.complete(null);
        }
    }

    /** Returns the next orders; none when it is time to commit first. */
    private List<Order> next() throws InterruptedException {
        List<Order> more = orders.poll();
        if (more == null) {
            idle = true;
            more = orders.poll(transaction.nanosUntilDue(System.nanoTime()), TimeUnit.NANOSECONDS);
            idle = false;
        }
        return more == null ? List.of() : more;
    }

    /** Returns what is done once no order is obeyed any more. Any thread. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** Returns whether it waits for orders. Any thread. */
    boolean isIdle() {
        return idle;
    }

    /** Obeys orders. For each message it writes nothing that another thread reads, which would slow both down. */
    private void obey(List<Order> list) {
        long sentBytes = 0;
        for (Order order : list) {
            if (order instanceof Order.Send send) {
                send(send);
                sentBytes += send.bytes();
            } else {
                obey(order);
            }
        }
        room.sent(sentBytes);
    }

    private void obey(Order order) {
        if (order instanceof Order.Cover cover) {
            transaction.cover(cover.split(), cover.position());
        } else if (order instanceof Order.Bound bound) {
            transaction.source(bound.split(), bound.begins());
        } else if (order instanceof Order.Known known) {
            transaction.stored(known.split());
        } else if (order instanceof Order.Commit commit) {
            if (transaction.isComplete()) {
                commit();
            }
            commit.done().complete(null);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback says the same
    private void send(Order.Send order) {
        begin();
        transaction.add(order.record().split());
        producer.send(order.message(), (stored, failure) -> {
            room.completed(order.bytes());
            if (failure != null && sendFailure == null) {
                sendFailure = new SendFailure(
                        failure, order.record(), new TopicPartition(stored.topic(), stored.partition()));
            }
        });
    }

    private void begin() {
        if (!begun) {
            producer.beginTransaction();
            begun = true;
        }
    }

    private void commit() {
        begin();
        place.add(producer, transaction.positions());
        producer.commitTransaction();
        begun = false;
        Map<Split, Position> positions = transaction.positions();
        place.committed(positions);
        positions.forEach(context::durable);
        transaction.clear();
    }

    /** Returns the exception for what has ended this thread: the message that the brokers refused, if there was one. */
    private RuntimeException reason(Throwable thrown) {
        if (thrown instanceof TributaryException known) {
            return known;
        }
        SendFailure refused = sendFailure;
        if (refused != null) {
            return failures.ofMessage(refused.cause(), refused.record(), refused.place());
        }
        return failures.ofTransaction(thrown);
    }

    private void fail(RuntimeException cause) {
        if (room.end(cause)) {
            context.failed(cause);
        }
    }

    /** Breaks off what it is doing. Any thread. */
    void breakOff() {
        closing = true;
        producer.close(Duration.ZERO);
        interrupt();
    }

    /** Gives up what is not committed, and tells the brokers so if they can be reached. Any thread. */
    void close() {
        boolean interrupted = Thread.interrupted(); // closing waits for the producer's thread
        closing = true;
        interrupt();
        producer.close(CLOSE_LIMIT);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
