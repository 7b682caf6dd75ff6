package dev.tributary;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;

/**
 * The types of MySQL's and MariaDB's columns, each with the one Java type of its values. Attributes such as a length,
 * a sign or a character set are in {@link ColumnType}.
 */
public enum SqlType {
    /** One byte; {@code BOOLEAN} is a name for {@code TINYINT(1)}. Java: {@link Integer}. */
    TINYINT(Integer.class),
    /** Two bytes. Java: {@link Integer}. */
    SMALLINT(Integer.class),
    /** Three bytes. Java: {@link Integer}. */
    MEDIUMINT(Integer.class),
    /** Four bytes. Java: {@link Integer}, unsigned {@link Long}. */
    INT(Integer.class),
    /** Eight bytes. Java: {@link Long}, unsigned {@link BigInteger}. */
    BIGINT(Long.class),
    /** Exact decimal of up to 65 digits. Java: {@link BigDecimal}. */
    DECIMAL(BigDecimal.class),
    /** IEEE 754 single precision. Java: {@link Float}. */
    FLOAT(Float.class),
    /** IEEE 754 double precision. Java: {@link Double}. */
    DOUBLE(Double.class),
    /** 1 to 64 bits. Java: {@link Boolean} for one bit, else a {@link BigInteger} that is not negative. */
    BIT(BigInteger.class),
    /** Text of fixed length. Java: {@link String}, without the padding. */
    CHAR(String.class),
    /** Text of limited length. Java: {@link String}. */
    VARCHAR(String.class),
    /** Text of up to 255 bytes. Java: {@link String}. */
    TINYTEXT(String.class),
    /** Text of up to 64 KiB. Java: {@link String}. */
    TEXT(String.class),
    /** Text of up to 16 MiB. Java: {@link String}. */
    MEDIUMTEXT(String.class),
    /** Text of up to 4 GiB. Java: {@link String}. */
    LONGTEXT(String.class),
    /** Bytes of fixed length, padded with zeros. Java: {@code byte[]}. */
    BINARY(byte[].class),
    /** Bytes of limited length. Java: {@code byte[]}. */
    VARBINARY(byte[].class),
    /** Up to 255 bytes. Java: {@code byte[]}. */
    TINYBLOB(byte[].class),
    /** Up to 64 KiB. Java: {@code byte[]}. */
    BLOB(byte[].class),
    /** Up to 16 MiB. Java: {@code byte[]}. */
    MEDIUMBLOB(byte[].class),
    /** Up to 4 GiB. Java: {@code byte[]}. */
    LONGBLOB(byte[].class),
    /** A date; may be zero or partial. Java: {@link LocalDate}. */
    DATE(LocalDate.class),
    /** A span of time from {@code -838:59:59} to {@code 838:59:59}. Java: {@link Duration}. */
    TIME(Duration.class),
    /** A date and time of no time zone; may be zero or partial. Java: {@link LocalDateTime}. */
    DATETIME(LocalDateTime.class),
    /** A moment from 1970 to 2038 (later in new servers); may be zero. Java: {@link Instant}. */
    TIMESTAMP(Instant.class),
    /** A year of four digits, or 0. Java: {@link Integer}. */
    YEAR(Integer.class),
    /** One of a list of names. Java: {@link String}; empty for the server's error value. */
    ENUM(String.class),
    /** Some of a list of names. Java: {@link String}, separated by commas in the order of the list. */
    SET(String.class),
    /** A JSON document. Java: {@link String}, as the server prints it. */
    JSON(String.class),
    /** A spatial value. Java: {@code byte[]}: four bytes SRID, then WKB, as the server stores it. */
    GEOMETRY(byte[].class),
    /** A vector of floats. Java: {@code byte[]}, four bytes an element, little-endian. */
    VECTOR(byte[].class),
    /** MariaDB's UUID. Java: {@link String}. */
    UUID(String.class),
    /** MariaDB's IPv4 address. Java: {@link String}. */
    INET4(String.class),
    /** MariaDB's IPv6 address. Java: {@link String}. */
    INET6(String.class);

    private final Class<?> javaType;

    SqlType(Class<?> javaType) {
        this.javaType = javaType;
    }

    /** Returns the Java class of a signed value; {@link ColumnType#javaType()} takes sign and length into account. */
    Class<?> javaType() {
        return javaType;
    }

    /** Returns whether values are text in some character set: {@code CHAR}, {@code VARCHAR} and the {@code TEXT}s. */
    public boolean isText() {
        return compareTo(CHAR) >= 0 && compareTo(LONGTEXT) <= 0;
    }

    /** Returns whether values are plain bytes: {@code BINARY}, {@code VARBINARY} and the {@code BLOB}s. */
    public boolean isBinary() {
        return compareTo(BINARY) >= 0 && compareTo(LONGBLOB) <= 0;
    }

    /** Returns whether values are integers: {@code TINYINT} to {@code BIGINT}. */
    public boolean isInteger() {
        return compareTo(BIGINT) <= 0;
    }

    /** Returns whether values are dates or times: {@code DATE} to {@code TIMESTAMP}. */
    public boolean isTemporal() {
        return compareTo(DATE) >= 0 && compareTo(TIMESTAMP) <= 0;
    }

    /** Returns the name as SQL spells it, in lower case. */
    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
