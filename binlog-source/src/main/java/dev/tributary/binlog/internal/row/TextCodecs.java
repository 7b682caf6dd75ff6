package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.charset.MalformedTextException;
import dev.tributary.binlog.internal.charset.TextDecoder;
import dev.tributary.spi.ValueWriter;
import java.util.List;

/** Text, bytes, enums and sets. */
final class TextCodecs {

    private static final int TWO_BYTES_FROM = 256;

    private TextCodecs() {}

    /** Text in a character set. */
    static final class Text extends ColumnCodec.Prefixed {

        private final TextDecoder charset;

        Text(int prefix, TextDecoder charset) {
            super(prefix);
            this.charset = charset;
        }

        @Override
        void write(byte[] bytes, int from, int length, ValueWriter writer) {
            try {
                charset.write(bytes, from, length, writer);
            } catch (MalformedTextException e) {
                throw new UnreadableValueException(e.what(), e);
            }
        }

        /** Returns a value as a string at once. */
        String string(byte[] bytes, int at) {
            try {
                return charset.string(bytes, contentStart(bytes, at), contentLength(bytes, at));
            } catch (MalformedTextException e) {
                throw new UnreadableValueException(e.what(), e);
            }
        }
    }

    /** Returns how many bytes the length of a value takes, when values have at most a number of bytes. */
    static int prefixFor(int mostBytes) {
        return mostBytes < TWO_BYTES_FROM ? 1 : 2;
    }

    static ColumnCodec bytes(int prefix) {
        return new ColumnCodec.Prefixed(prefix) {
            @Override
            void write(byte[] bytes, int from, int length, ValueWriter writer) {
                writer.writeBytes(bytes, from, length);
            }
        };
    }

    /** Bytes of a fixed length, whose zeros at the end are not stored. */
    static ColumnCodec padded(int prefix, int width) {
        return new ColumnCodec.Prefixed(prefix) {
            @Override
            void write(byte[] bytes, int from, int length, ValueWriter writer) {
                if (length >= width) {
                    writer.writeBytes(bytes, from, length);
                } else {
                    byte[] value = new byte[width];
                    System.arraycopy(bytes, from, value, 0, length);
                    writer.writeBytes(value, 0, width);
                }
            }
        };
    }

    /** The number of a member from 1; 0 is the value that an invalid one became. */
    static ColumnCodec enumeration(int length, List<String> members) {
        String[] names = members.toArray(String[]::new);
        return new ColumnCodec.Fixed(length) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                int number = (int) LittleEndian.unsigned(bytes, at, length);
                if (number > names.length) {
                    throw new UnreadableValueException(
                            "member " + number + " of an enum that has " + names.length + " members");
                }
                writer.writeString(number == 0 ? "" : names[number - 1]);
            }
        };
    }

    /** A bit for each member, the first lowest. */
    static ColumnCodec set(int length, List<String> members) {
        String[] names = members.toArray(String[]::new);
        return new ColumnCodec.Fixed(length) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                long bits = LittleEndian.unsigned(bytes, at, length);
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < names.length; i++) {
                    if ((bits >>> i & 1) != 0) {
                        text.append(text.isEmpty() ? "" : ",").append(names[i]);
                    }
                }
                if (names.length < Long.SIZE && bits >>> names.length != 0) {
                    throw new UnreadableValueException(
                            "a set that has more members than the " + names.length + " known");
                }
                writer.writeString(text.toString());
            }
        };
    }

    /** A value of a row is not one that its column can have. */
    static final class UnreadableValueException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableValueException(String message) {
            super(message);
        }

        UnreadableValueException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
