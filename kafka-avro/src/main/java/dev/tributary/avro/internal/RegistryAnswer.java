package dev.tributary.avro.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a registry has answered.
 *
 * @param status the status of HTTP
 * @param members the texts and numbers of the answer's JSON object; empty where it is none
 */
record RegistryAnswer(int status, Map<String, String> members) {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    /** What Confluent's protocol answers for a subject, a version or a schema that is not there. */
    private static final String NOT_THERE = "4040";

    static RegistryAnswer of(int status, byte[] body) {
        return new RegistryAnswer(status, members(body));
    }

    private static Map<String, String> members(byte[] body) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    members.put(name, parser.getValueAsString(""));
                } else {
                    parser.skipChildren();
                }
            }
            return members;
        } catch (JacksonException noJson) {
            return Map.of();
        }
    }

    boolean isGood() {
        return status / 100 == 2;
    }

    /** Returns whether the same request may be answered otherwise later. */
    boolean mayPass() {
        return status >= 500 || status == 429 || status == 408;
    }

    /** Returns whether what was asked for is not there, as told by a registry and not by another server. */
    boolean isNotThere() {
        return status == 404 && members.getOrDefault("error_code", "").startsWith(NOT_THERE);
    }

    Optional<String> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** Returns the registry's words, for people. */
    @Override
    public String toString() {
        return "HTTP " + status
                + member("message").map(message -> ": " + message).orElse("");
    }
}
