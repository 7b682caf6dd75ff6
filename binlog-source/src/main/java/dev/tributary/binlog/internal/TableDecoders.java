package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.row.TableDecoder;

/** Makes the decoders of table maps. */
final class TableDecoders {

    private final Collations collations;
    private final Catalogue catalogue;

    /** @param catalogue what is asked for columns that a table map does not name */
    TableDecoders(Collations collations, Catalogue catalogue) {
        this.collations = collations;
        this.catalogue = catalogue;
    }

    /** Returns the decoder of a table map that stands at a place in the binlog. */
    TableDecoder of(BinlogEvent tableMap, BinlogPosition place) {
        return TableDecoder.of(tableMap, collations::charset, table -> catalogue.at(table, place));
    }
}
