package dev.tributary.avro.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.avro.SubjectNames;
import org.apache.avro.Schema;

/**
 * Finds out under which id a registry has a schema. Thread-safe.
 *
 * @param client the registry
 * @param subjects where schemas are kept
 * @param registering whether those that are not there are registered
 */
public record Registration(RegistryClient client, SubjectNames subjects, boolean registering)
        implements EnvelopeEncoder.Ids {

    @Override
    public int of(String topic, Schema schema, boolean key) {
        String subject = subjects.subject(topic, schema.getFullName(), key);
        String text = schema.toString();
        if (registering) {
            return client.register(subject, text);
        }
        return client.lookup(subject, text)
                .orElseThrow(() ->
                        new ConfigurationException("The subject '" + subject + "' of the schema registry " + client
                                + " does not have this schema of " + schema.getFullName()
                                + ": register it (POST /subjects/" + subject + "/versions), or let it be registered by"
                                + " AvroFormat.registerSchemas(true): " + text));
    }
}
