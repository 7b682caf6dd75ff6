package dev.tributary.binlog.internal.sql;

import java.util.ArrayList;
import java.util.List;

/** Collects what a statement does to tables, in its order. */
final class TableStatements {

    private final List<TableEffect> effects = new ArrayList<>();

    static Statement one(TableEffect effect) {
        return new Statement.TableDdl(List.of(effect), false);
    }

    void add(TableEffect effect) {
        effects.add(effect);
    }

    boolean isEmpty() {
        return effects.isEmpty();
    }

    Statement statement() {
        return new Statement.TableDdl(List.copyOf(effects), false);
    }
}
