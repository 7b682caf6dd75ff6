package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.RowsEvent;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.format.SchemaHeader;
import dev.tributary.kafka.ChangeHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Writes headers that tell of a change. What is the same for many of them is made once. Confined to one thread. */
final class ChangeHeaders {

    /** A step that makes a new schema for each row must not fill the heap. */
    private static final int LIMIT = 1_000;

    private final boolean columns;
    private final boolean operation;
    private final boolean position;
    private final boolean commitTime;
    private final IdentityHashMap<TableSchema, Header> descriptions = new IdentityHashMap<>();
    private final Header[] operations = new Header[Byte.MAX_VALUE];
    private @Nullable TableSchema lastSchema;
    private @Nullable Header lastDescription;
    private @Nullable RowsEvent lastEvent;
    private byte[] place = {};
    private @Nullable Transaction lastTransaction;
    private @Nullable Header lastTime;

    ChangeHeaders(Set<ChangeHeader> chosen) {
        columns = chosen.contains(ChangeHeader.COLUMNS);
        operation = chosen.contains(ChangeHeader.OPERATION);
        position = chosen.contains(ChangeHeader.POSITION);
        commitTime = chosen.contains(ChangeHeader.COMMIT_TIME);
    }

    void add(ChangeEvent event, Headers headers) {
        if (columns) {
            headers.add(description(event.schema()));
        }
        if (operation) {
            headers.add(operation(event.operation().code()));
        }
        if (position) {
            headers.add(position(event));
        }
        if (commitTime) {
            headers.add(time(event.origin().transaction()));
        }
    }

    @SuppressWarnings("ReferenceEquality") // all events between two changes of a table share the object
    private Header description(TableSchema schema) {
        Header description = lastDescription;
        if (description == null || schema != lastSchema) {
            if (descriptions.size() >= LIMIT) {
                descriptions.clear();
            }
            description = descriptions.computeIfAbsent(
                    schema, of -> new RecordHeader(SchemaHeader.NAME, SchemaHeader.encode(of)));
            lastSchema = schema;
            lastDescription = description;
        }
        return description;
    }

    private Header operation(char code) {
        Header known = operations[code];
        if (known == null) {
            known = header(ChangeHeader.OPERATION, String.valueOf(code));
            operations[code] = known;
        }
        return known;
    }

    /** The rows of an event differ in the last number. */
    @SuppressWarnings("ReferenceEquality") // all changes of an event share the object
    private Header position(ChangeEvent change) {
        RowsEvent event = change.origin().event();
        if (event != lastEvent) {
            Transaction of = event.transaction();
            String gtid = of.gtid().map(id -> id + " ").orElse("");
            place = (gtid + of.file() + ":" + event.position() + ":" + event.index() + ":")
                    .getBytes(StandardCharsets.UTF_8);
            lastEvent = event;
        }
        return new RecordHeader(
                ChangeHeader.POSITION.headerName(),
                withNumber(place, change.origin().row()));
    }

    /** Returns bytes followed by a number that is not negative. */
    private static byte[] withNumber(byte[] before, int number) {
        int digits = 1;
        for (int rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        byte[] value = Arrays.copyOf(before, before.length + digits);
        int rest = number;
        for (int i = value.length - 1; i >= before.length; i--) {
            value[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return value;
    }

    @SuppressWarnings("ReferenceEquality") // all changes of a transaction share the object
    private Header time(Transaction transaction) {
        Header time = lastTime;
        if (time == null || transaction != lastTransaction) {
            time = header(ChangeHeader.COMMIT_TIME, transaction.commitTime().toString());
            lastTransaction = transaction;
            lastTime = time;
        }
        return time;
    }

    private static Header header(ChangeHeader name, String value) {
        return new RecordHeader(name.headerName(), value.getBytes(StandardCharsets.UTF_8));
    }
}
