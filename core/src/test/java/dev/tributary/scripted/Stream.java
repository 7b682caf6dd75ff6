package dev.tributary.scripted;

import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import dev.tributary.spi.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of one split: items by index, to which more can be added while it is read. {@code stream.commit("a b a")}
 * adds a transaction of three changes. Thread-safe.
 */
public final class Stream {

    /** Something at a place of the stream. */
    public sealed interface Item {}

    /** A change of a key. */
    public record Change(Element element) implements Item {}

    /** A change of a key that cannot be decoded. */
    public record Garbage(Element element) implements Item {}

    /** The beginning of a transaction. */
    public record Began(Transaction transaction) implements Item {}

    /** The end of a transaction: a position follows it. */
    public record Committed(Transaction transaction) implements Item {}

    /** A change of a table as a whole: a position follows it. */
    public record Table(TableChange change) implements Item {}

    private final Split split;
    private final List<Item> items = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    public Stream(String split) {
        this.split = new Split(split);
    }

    public Split split() {
        return split;
    }

    /** Adds a transaction that changes keys, separated by spaces; a key that begins with {@code !} is garbage. */
    public synchronized Stream commit(String keys) {
        Transaction transaction = Transaction.of(1, split.id(), items.size(), Instant.EPOCH);
        items.add(new Began(transaction));
        for (String key : keys.split(" ", -1)) {
            if (key.startsWith("!")) {
                items.add(new Garbage(next(key.substring(1))));
            } else {
                items.add(new Change(next(key)));
            }
        }
        items.add(new Committed(transaction));
        notifyAll();
        return this;
    }

    /** Adds a change of a table as a whole. */
    public synchronized Stream truncate(String table) {
        items.add(new Table(new TableChange.Truncated(
                new TableId("db", table), "TRUNCATE " + table, new Place.At(split.id(), items.size()))));
        notifyAll();
        return this;
    }

    private Element next(String key) {
        return new Element(key, numbers.merge(key, 1, Integer::sum));
    }

    public synchronized int size() {
        return items.size();
    }

    public synchronized Item item(int index) {
        return items.get(index);
    }

    /** Returns the elements before an index, garbage included. */
    public synchronized List<Element> elementsBefore(int index) {
        List<Element> elements = new ArrayList<>();
        for (Item item : items.subList(0, index)) {
            if (item instanceof Change change) {
                elements.add(change.element());
            } else if (item instanceof Garbage garbage) {
                elements.add(garbage.element());
            }
        }
        return elements;
    }

    public List<Element> elements() {
        return elementsBefore(size());
    }
}
