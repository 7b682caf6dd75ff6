package dev.tributary.internal;

import dev.tributary.spi.ValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Hands values on, text and numbers that can be written in two ways by their fold. Confined to one thread. */
final class FoldingWriter implements ValueWriter {

    private final KeyFold fold;
    private final ValueWriter to;

    FoldingWriter(KeyFold fold, ValueWriter to) {
        this.fold = fold;
        this.to = to;
    }

    @Override
    public void writeUtf8(byte[] text, int offset, int length) {
        fold.write(text, offset, length, to);
    }

    @Override
    public void writeString(String text) {
        to.writeString(fold.text(text));
    }

    @Override
    public void writeFloat(float value) {
        to.writeFloat(value == 0 ? 0 : value);
    }

    @Override
    public void writeDouble(double value) {
        to.writeDouble(value == 0 ? 0 : value);
    }

    @Override
    public void writeNull() {
        to.writeNull();
    }

    @Override
    public void writeBoolean(boolean value) {
        to.writeBoolean(value);
    }

    @Override
    public void writeLong(long value) {
        to.writeLong(value);
    }

    @Override
    public void writeUnsignedLong(long value) {
        to.writeUnsignedLong(value);
    }

    @Override
    public void writeUnsignedLong(BigInteger value) {
        to.writeUnsignedLong(value);
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        to.writeDecimal(digits, offset, length);
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
        to.writeDecimal(unscaled, scale);
    }

    @Override
    public void writeDecimal(BigDecimal value) {
        to.writeDecimal(value);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        to.writeBytes(bytes, offset, length);
    }

    @Override
    public void writeDate(int year, int month, int day) {
        to.writeDate(year, month, day);
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        to.writeTime(negative, hours, minutes, seconds, micros, scale);
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        to.writeDateTime(year, month, day, hour, minute, second, micros, scale);
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        to.writeTimestamp(epochSecond, micros, scale);
    }
}
