package dev.tributary.kafka.internal;

import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.kafka.internal.TransactionSender.Order;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes records and the positions that cover them in transactions. The pipeline's thread makes the messages here, and a
 * thread of the {@link TransactionSender} sends and commits them, so that the pipeline goes on while a commit is under way.
 *
 * @param <T> the type of the elements
 */
final class TransactionalWriter<T> implements SinkWriter<T> {

    /** A busy sender is given messages by the hundred, and a position at once with what is before it. */
    private static final int HANDED_OVER_AT_ONCE = 100;

    private final Connection connection;
    private final SinkContext context;
    private final Encoding<T> encoding;
    private final Cluster cluster;
    private final Topics topics;
    private final MessageCheck check;
    private final int largest;
    private final PositionPlace place;
    private final SendRoom room;
    private final TransactionSender sender;
    private final List<Order.Send> outgoing = new ArrayList<>();
    private List<Order> orders = new ArrayList<>(); // that the sender has yet to be given

    TransactionalWriter(TransactionalSession session, MessageEncoder<T> encoder, SinkContext context) {
        this.connection = session.connection();
        this.context = context;
        this.encoding = new Encoding<>(encoder, context);
        this.cluster = session.cluster();
        this.topics = session.topics();
        this.check = new MessageCheck(connection, topics);
        this.largest = ProducerOptions.maxRequestSize(connection);
        this.place = session.place();
        this.room = new SendRoom(context.byteBudget());
        this.sender = new TransactionSender(session, context, room);
        context.threads().newThread(sender).start();
    }

    @Override
    public void write(StreamRecord<T> record) throws InterruptedException {
        room.ensureOpen();
        send(record, encoding.of(record));
    }

    @Override
    public void tableChanged(Split split, TableChange change) throws InterruptedException {
        room.ensureOpen();
        StreamRecord<TableChange> record = StreamRecord.withoutKey(change, change.origin(), split, 0);
        send(record, encoding.ofTable(record));
    }

    /** Sends all messages of a record, or none. */
    private void send(StreamRecord<?> record, List<Message> messages) throws InterruptedException {
        outgoing.clear();
        for (Message message : messages) {
            ProducerRecord<byte[], byte[]> made = message.toRecord(topics.partition(message));
            int bytes = message.bytes();
            SinkException unfit = check.partial(record, message);
            unfit = unfit == null ? check.refusable(record, made, bytes, largest) : unfit;
            if (unfit != null) {
                context.rejected(record, unfit);
                return;
            }
            outgoing.add(new Order.Send(record, made, bytes));
        }
        for (Order.Send send : outgoing) {
            if (!room.isThereFor(send.bytes())) {
                handOver(); // what is held here takes room too, and would never give it back
            }
            room.take(send.bytes());
            orders.add(send);
        }
        if (orders.size() >= HANDED_OVER_AT_ONCE || sender.isIdle()) {
            handOver();
        }
    }

    private void handOver() {
        if (!orders.isEmpty()) {
            sender.put(orders);
            orders = new ArrayList<>(orders.size());
        }
    }

    @Override
    public void advance(Split split, Position position) {
        put(new Order.Cover(split, position));
    }

    @Override
    public void transactionBegan(Split split, Transaction transaction) {
        put(new Order.Bound(split, true));
    }

    @Override
    public void transactionCommitted(Split split, Transaction transaction) {
        put(new Order.Bound(split, false));
    }

    private void put(Order order) {
        room.ensureOpen();
        orders.add(order);
        handOver();
    }

    @Override
    public boolean flush(Duration deadline) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        put(new Order.Commit(done));
        return await(done, deadline);
    }

    private boolean await(CompletableFuture<Void> done, Duration limit) throws InterruptedException {
        try {
            CompletableFuture.anyOf(done, sender.end()).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            room.ensureOpen();
            return false;
        } catch (ExecutionException none) {
            throw new IllegalStateException("neither of them fails", none);
        }
        if (!done.isDone()) {
            room.ensureOpen();
            throw new IllegalStateException("Writing to " + connection + " has ended");
        }
        return true;
    }

    @Override
    public Map<Split, String> stored(Set<Split> splits) {
        Map<Split, String> stored = place.stored(splits);
        stored.keySet().forEach(split -> put(new Order.Known(split)));
        return stored;
    }

    @Override
    public boolean commitsForSource() {
        return place instanceof PositionPlace.InGroup;
    }

    @Override
    public void abort() {
        room.end(new SinkException("Writing to " + connection + " was broken off"));
        sender.breakOff();
        cluster.close();
    }

    @Override
    public void close() {
        room.end(new SinkException("The writer to " + connection + " is closed"));
        sender.close();
        cluster.close();
    }
}
