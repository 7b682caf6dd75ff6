package dev.tributary.jdbc.internal.mysql;

import dev.tributary.SqlType;
import java.util.Locale;
import java.util.Set;

/** Kinds of values between which a column of the target takes the same value as text that it would take as a parameter. */
enum ValueKind {
    /** Integers, decimals, floats and doubles. */
    NUMBER,
    /** Everything that is written in characters. */
    TEXT,
    /** Dates, times and both. */
    TEMPORAL,
    /** Plain bytes, spatial values, vectors. */
    BYTES,
    /** {@code BIT}, which as text would be taken for the bits of the digits. */
    BITS,
    /** {@code YEAR}, whose text {@code 0} would be the year 2000. */
    YEAR;

    private static final Set<String> SPATIAL = Set.of(
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geomcollection",
            "geometrycollection");

    /** Returns the kind of a source's values. */
    static ValueKind of(SqlType type) {
        if (type.isInteger()) {
            return NUMBER;
        }
        if (type.isBinary()) {
            return BYTES;
        }
        if (type.isTemporal()) {
            return TEMPORAL;
        }
        return switch (type) {
            case DECIMAL, FLOAT, DOUBLE -> NUMBER;
            case BIT -> BITS;
            case YEAR -> YEAR;
            case GEOMETRY, VECTOR -> BYTES;
            default -> TEXT;
        };
    }

    /** Returns whether a column of the target, by the name of its type, holds values of this kind. */
    boolean fits(String typeName) {
        return SPATIAL.contains(typeName) ? this == BYTES : sqlType(typeName) == this;
    }

    private static @org.jspecify.annotations.Nullable ValueKind sqlType(String typeName) {
        for (SqlType type : SqlType.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(typeName)) {
                return of(type);
            }
        }
        return null;
    }
}
