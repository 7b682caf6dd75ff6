package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.row.ServerKind;
import dev.tributary.binlog.internal.row.TableDecoder;

/** Makes the decoders of table maps. */
final class TableDecoders {

    private final ServerKind kind;
    private final Collations collations;
    private final Catalogue catalogue;

    /** @param catalogue what is asked for what a table map does not tell of columns */
    TableDecoders(ServerKind kind, Collations collations, Catalogue catalogue) {
        this.kind = kind;
        this.collations = collations;
        this.catalogue = catalogue;
    }

    /** Returns the decoder of a table map that stands at a place in the binlog. */
    TableDecoder of(BinlogEvent tableMap, BinlogPosition place) {
        return TableDecoder.of(kind, tableMap, collations, (table, lack) -> catalogue.at(table, place, lack));
    }
}
