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
    },

    MARIADB {
        @Override
        boolean tellsCharset(int type) {
            return StoredType.hasCharset(type) || type == StoredType.GEOMETRY;
        }

        @Override
        boolean mayHide(int type, int parameter) {
            return type == StoredType.STRING
                    && (parameter == MariaDbCodecs.UUID_OR_INET6_BYTES || parameter == MariaDbCodecs.INET4_BYTES);
        }
    };

    /** Whether the server tells the type's character set among those of texts. */
    abstract boolean tellsCharset(int type);

    /** Whether bytes that are stored so may be of another type, which only the catalogue tells. */
    abstract boolean mayHide(int type, int parameter);
}
