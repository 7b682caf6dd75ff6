package dev.tributary.jdbc.internal.mysql;

import dev.tributary.ColumnType;
import dev.tributary.SqlType;

/** How the types of sources are spelled in definitions of columns, for a server that may be of another make. */
final class MySqlTypes {

    private static final int DEFAULT_TEXT_LENGTH = 255;
    private static final int BYTES_OF_AN_ELEMENT = 4;

    private MySqlTypes() {}

    static String definition(ColumnType type, boolean mariaDb) {
        return switch (type.sqlType()) {
            case VARCHAR, VARBINARY ->
                collated(type.length() == 0 ? type.withLength(DEFAULT_TEXT_LENGTH) : type, mariaDb);
            case UUID -> mariaDb ? "uuid" : "char(36) charset ascii";
            case INET4 -> mariaDb ? "inet4" : "varchar(15) charset ascii";
            case INET6 -> mariaDb ? "inet6" : "varchar(39) charset ascii";
            // Which MariaDB has from 11.7 on, in another form.
            case VECTOR ->
                mariaDb ? "varbinary(" + BYTES_OF_AN_ELEMENT * Math.max(1, type.length()) + ")" : type.toString();
            default -> collated(type, mariaDb);
        };
    }

    /**
     * What the source tells apart, the target must tell apart too, or rows of different keys would become one. So the
     * collation is kept where the server has it; where it does not, one takes its place that tells as much apart.
     */
    private static String collated(ColumnType type, boolean mariaDb) {
        String collation = type.collation();
        if (!type.sqlType().isText() && type.sqlType() != SqlType.ENUM && type.sqlType() != SqlType.SET) {
            return type.withCharset("").withCollation("").toString();
        }
        boolean foreign = mariaDb
                ? collation.contains("_0900_")
                : collation.contains("_uca1400_") || collation.contains("_nopad_");
        if (!foreign) {
            return type.toString();
        }
        String charset = collation.startsWith("uca1400") ? "utf8mb4" : collation.substring(0, collation.indexOf('_'));
        boolean exact = collation.endsWith("_bin") || collation.endsWith("_cs");
        return type.withCharset(charset)
                .withCollation(exact ? charset + "_bin" : "")
                .toString();
    }
}
