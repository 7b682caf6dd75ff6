package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.TableId;
import dev.tributary.kafka.ChangeFormat;
import dev.tributary.kafka.ChangeHeader;
import dev.tributary.kafka.TableChangeRecords;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How change events become messages.
 *
 * @param topics the topic of each table
 * @param tombstones whether one follows each delete by primary key
 * @param headers what headers tell
 * @param customHeaders adds others
 * @param commitTimestamps whether a record's timestamp is the commit time, and not the time of sending
 * @param tableChanges whether and where changes of tables are written
 * @param partitioning what chooses partitions; null for the key
 */
public record ChangeOptions(
        Function<TableId, String> topics,
        boolean tombstones,
        ChangeFormat format,
        Set<ChangeHeader> headers,
        BiConsumer<? super ChangeEvent, ? super Headers> customHeaders,
        boolean commitTimestamps,
        TableChangeRecords tableChanges,
        @Nullable Partitioning partitioning) {}
