package dev.tributary.kafka.internal.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.Transaction;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.format.JsonBuffer;
import dev.tributary.kafka.ChangeFormat;
import dev.tributary.kafka.ChangeHeader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Headers;

/**
 * CloudEvents 1.0 in Kafka's protocol binding, around the Debezium envelope. The id tells the place of the row in the
 * source's binlog, so that a change that is delivered twice has the same id twice; the halves of a changed key differ
 * in the operation.
 */
public final class CloudEventsFormat implements ChangeFormat {

    private static final String CONTENT_TYPE = "content-type";
    private static final String JSON = "application/json";
    private static final String STRUCTURED_JSON = "application/cloudevents+json; charset=UTF-8";

    private final boolean structured;

    /**
     * Creates the format.
     *
     * @param structured whether all is in one document
     */
    public CloudEventsFormat(boolean structured) {
        this.structured = structured;
    }

    @Override
    public Set<ChangeHeader> headers() {
        return Set.of(ChangeHeader.COLUMNS);
    }

    @Override
    public Writer open(String sourceName) {
        return new EventWriter(sourceName, structured);
    }

    private static final class EventWriter implements Writer {

        private final EnvelopeWriter envelopes;
        private final String source;
        private final boolean structured;
        private final JsonBuffer json = new JsonBuffer();

        EventWriter(String sourceName, boolean structured) {
            this.envelopes = new EnvelopeWriter(sourceName);
            this.source = source(sourceName);
            this.structured = structured;
        }

        private static String source(String name) {
            try {
                return new URI(null, null, "/tributary/" + name, null).toASCIIString();
            } catch (URISyntaxException impossible) {
                throw new IllegalArgumentException("The source's name '" + name + "' fits into no URI", impossible);
            }
        }

        @Override
        public byte[] key(String topic, RowKey key) {
            return envelopes.writeKey(key);
        }

        @Override
        public byte[] value(String topic, RowKey key, ChangeEvent event, Headers headers) {
            return structured ? structured(event, headers) : binary(event, headers);
        }

        private byte[] binary(ChangeEvent event, Headers headers) {
            add(headers, "ce_specversion", "1.0");
            add(headers, "ce_id", id(event));
            add(headers, "ce_source", source);
            add(headers, "ce_type", type(event));
            add(headers, "ce_subject", event.table().toString());
            add(headers, "ce_time", event.origin().time().toString());
            add(headers, CONTENT_TYPE, JSON);
            return envelopes.write(event);
        }

        private static void add(Headers headers, String name, String value) {
            headers.add(name, value.getBytes(StandardCharsets.UTF_8));
        }

        private byte[] structured(ChangeEvent event, Headers headers) {
            add(headers, CONTENT_TYPE, STRUCTURED_JSON);
            json.clear();
            json.raw('{').string("specversion").raw(':').string("1.0");
            member("id", id(event));
            member("source", source);
            member("type", type(event));
            member("subject", event.table().toString());
            member("time", event.origin().time().toString());
            member("datacontenttype", JSON);
            json.raw(',').string("data").raw(':');
            envelopes.write(event, json);
            return json.raw('}').toBytes();
        }

        private void member(String name, String value) {
            json.raw(',').string(name).raw(':').string(value);
        }

        private static String type(ChangeEvent event) {
            return "dev.tributary.change." + event.operation().name().toLowerCase(Locale.ROOT);
        }

        private static String id(ChangeEvent event) {
            BinlogOrigin origin = event.origin();
            Transaction of = origin.transaction();
            String transaction = of.gtid().orElseGet(() -> of.file() + ":" + of.position());
            return transaction + ":" + origin.event().index() + ":" + origin.row() + ":"
                    + event.operation().code();
        }
    }
}
