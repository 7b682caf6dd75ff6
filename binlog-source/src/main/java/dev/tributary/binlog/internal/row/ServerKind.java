package dev.tributary.binlog.internal.row;

/** Which kind of server wrote a table map, where the two mean different things by the same bytes. */
public enum ServerKind {
    MYSQL {
        @Override
        boolean tellsCharset(int type) {
            return StoredType.hasCharset(type) || type == StoredType.VECTOR;
        }

        @Override
        boolean mayHide(int type, int parameter) {
            return false;
        }

        @Override
        String timeLimit() {
            return "max_execution_time";
        }

        @Override
        String set(String variable, String value) {
            return "SET PERSIST " + variable + " = '" + value + "';";
        }
    },

    MARIADB {
        @Override
        boolean tellsCharset(int type) {
            return StoredType.hasCharset(type) || type == StoredType.GEOMETRY;
        }

        @Override
        boolean mayHide(int type, int parameter) {
            boolean bytes = type == StoredType.STRING
                    && (parameter == MariaDbCodecs.UUID_OR_INET6_BYTES || parameter == MariaDbCodecs.INET4_BYTES);
            return bytes || StoredType.isOldTemporal(type);
        }

        @Override
        String timeLimit() {
            return "max_statement_time";
        }

        @Override
        String set(String variable, String value) {
            return "SET GLOBAL " + variable + " = '" + value + "'; and write " + variable + "=" + value
                    + " into the [mariadbd] section of its configuration";
        }
    };

    /** Whether the server tells the type's character set among those of texts. */
    abstract boolean tellsCharset(int type);

    /** Whether what is stored so may be more than the table map tells, bytes of another type or digits of a second. */
    abstract boolean mayHide(int type, int parameter);

    /** The variable that ends a SELECT after a time; 0 is never. */
    abstract String timeLimit();

    /** What sets a variable for good. */
    abstract String set(String variable, String value);
}
