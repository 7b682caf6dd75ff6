package dev.tributary.binlog.internal;

import dev.tributary.Backoff;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import java.util.OptionalLong;

/**
 * What a source was built with.
 *
 * @param serverId the id to read under; empty for one that is found
 * @param withStatements whether rows carry the statement that changed them, where the server logs it
 */
public record SourceSettings(
        ConnectionSettings connection,
        TableFilter tables,
        Start start,
        OptionalLong serverId,
        Backoff backoff,
        boolean withStatements) {}
