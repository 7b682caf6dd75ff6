package dev.tributary.kafka;

import dev.tributary.format.JsonForm;
import dev.tributary.kafka.internal.format.EnvelopeFormatWriter;
import java.util.Objects;
import java.util.Set;

/**
 * The Debezium envelope as JSON (see {@link dev.tributary.format.EnvelopeWriter}), under a JSON object of the key's
 * columns.
 *
 * <p>Immutable.
 */
public final class DebeziumFormat implements ChangeFormat {

    static final DebeziumFormat STANDARD = new DebeziumFormat(JsonForm.standard(), false);

    private final JsonForm form;
    private final boolean connectSchemas;

    private DebeziumFormat(JsonForm form, boolean connectSchemas) {
        this.form = form;
        this.connectSchemas = connectSchemas;
    }

    /** Returns this format with another form of values. */
    public DebeziumFormat form(JsonForm other) {
        return new DebeziumFormat(Objects.requireNonNull(other, "form"), connectSchemas);
    }

    /**
     * Returns this format with Connect's {@code schema} beside each envelope and key, which become the {@code payload},
     * for readers that have {@code schemas.enable}. The bytes are several times as many. Only whole rows can be
     * written: such a reader takes what is absent for NULL.
     */
    public DebeziumFormat connectSchemas() {
        return new DebeziumFormat(form, true);
    }

    @Override
    public Writer open(String sourceName) {
        return new EnvelopeFormatWriter(sourceName, form, connectSchemas);
    }

    /** Returns {@link ChangeHeader#COLUMNS}: the envelope itself tells the rest. */
    @Override
    public Set<ChangeHeader> headers() {
        return Set.of(ChangeHeader.COLUMNS);
    }
}
