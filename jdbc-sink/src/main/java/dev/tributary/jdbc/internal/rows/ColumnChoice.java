package dev.tributary.jdbc.internal.rows;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which columns rows have in the target. Immutable.
 *
 * @param renamed the target's names of columns by the source's
 * @param leftOut the source's names of columns that are not written
 * @param computed columns that the source does not have
 */
public record ColumnChoice(Map<String, String> renamed, Set<String> leftOut, List<Computed> computed) {

    /** All columns of the source, and no other. */
    public static final ColumnChoice ALL = new ColumnChoice(Map.of(), Set.of(), List.of());

    /** Copies the collections. */
    public ColumnChoice {
        renamed = Map.copyOf(renamed);
        leftOut = Set.copyOf(leftOut);
        computed = List.copyOf(computed);
    }

    /**
     * A column whose values are made of changes.
     *
     * @param value makes a value of the column's Java type, or null for NULL
     */
    public record Computed(Column column, Function<ChangeEvent, @Nullable Object> value) {}

    /** Returns the choice with another column renamed. */
    public ColumnChoice renaming(String from, String to) {
        Map<String, String> all = new LinkedHashMap<>(renamed);
        all.put(from, to);
        return new ColumnChoice(all, leftOut, computed);
    }

    /** Returns the choice with more columns left out. */
    public ColumnChoice leavingOut(List<String> names) {
        Set<String> all = new LinkedHashSet<>(leftOut);
        all.addAll(names);
        return new ColumnChoice(renamed, all, computed);
    }

    /** Returns the choice with another column computed. */
    public ColumnChoice computing(Computed column) {
        List<Computed> all = new ArrayList<>(computed);
        all.add(column);
        return new ColumnChoice(renamed, leftOut, all);
    }

    /** Returns what contradicts itself in the choice, where another column is added, one sentence each. */
    List<String> contradictions(Optional<String> added) {
        List<String> found = new ArrayList<>();
        for (String name : leftOut) {
            if (renamed.containsKey(name)) {
                found.add("column '" + name + "' is both renamed and left out");
            }
        }
        Set<String> names = new LinkedHashSet<>();
        added.ifPresent(names::add);
        renamed.values().forEach(name -> noteName(name, names, found));
        computed.forEach(column -> noteName(column.column().name(), names, found));
        return found;
    }

    private static void noteName(String name, Set<String> names, List<String> found) {
        if (!names.add(name)) {
            found.add("two columns of the target shall be named '" + name + "'");
        }
    }
}
