package dev.tributary.format;

import dev.tributary.DecodeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks through one JSON document, and tells what was expected where it is not there. The parser's own messages are
 * left out, since they quote the document, which is row data.
 */
final class JsonReader implements AutoCloseable {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    // A LONGTEXT may be as long as an array; what is too large for the heap was refused before.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String document;
    private final JsonParser parser;

    /**
     * Begins a document.
     *
     * @param document what it is, for messages
     */
    JsonReader(String document, byte[] json) {
        this.document = document;
        try {
            this.parser = FACTORY.createParser(ObjectReadContext.empty(), json);
        } catch (JacksonException malformed) {
            throw new DecodeException("The " + document + " is no JSON");
        }
    }

    /** Goes to the next token, which must be there. */
    JsonToken next() {
        JsonToken token = nextOrEnd();
        if (token == null) {
            throw expected("more");
        }
        return token;
    }

    private @Nullable JsonToken nextOrEnd() {
        try {
            return parser.nextToken();
        } catch (JacksonException malformed) {
            throw new DecodeException("The " + document + " is no well-formed JSON at " + place());
        }
    }

    /** Returns the name of the next member of the object, with the reader on its value, or null at the object's end. */
    @Nullable
    String nextMember() {
        if (next() != JsonToken.PROPERTY_NAME) {
            return null;
        }
        String name = parser.currentName();
        next();
        return name;
    }

    /** Goes to the next token, and checks that it begins an object. */
    void beginObject() {
        if (next() != JsonToken.START_OBJECT) {
            throw expected("an object");
        }
    }

    /** Goes to the next token, and checks that it begins an array. */
    void beginArray() {
        if (next() != JsonToken.START_ARRAY) {
            throw expected("an array");
        }
    }

    /** Goes to the next token; returns false where the array ends. */
    boolean nextElement() {
        return next() != JsonToken.END_ARRAY;
    }

    /** Goes to the next token, and checks that the array ends. */
    void endArray() {
        if (next() != JsonToken.END_ARRAY) {
            throw expected("the end of the array");
        }
    }

    /** Checks that nothing follows. */
    void end() {
        if (nextOrEnd() != null) {
            throw expected("the end");
        }
    }

    /** Leaves out the current value. */
    void skip() {
        try {
            parser.skipChildren();
        } catch (JacksonException malformed) {
            throw new DecodeException("The " + document + " is no well-formed JSON at " + place());
        }
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    boolean isString() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    boolean isArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    boolean isBoolean() {
        return parser.currentToken() == JsonToken.VALUE_TRUE || parser.currentToken() == JsonToken.VALUE_FALSE;
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Returns the current value as text, which it must be. */
    String string() {
        if (!isString()) {
            throw expected("text");
        }
        return text();
    }

    /** Returns the current value as an integer of 64 bits, which it must be. */
    long integer() {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw expected("an integer");
        }
        try {
            return parser.getLongValue();
        } catch (JacksonException tooLarge) {
            throw expected("an integer of 64 bits");
        }
    }

    /** Returns the digits of the current value, which must be a number, or text (of one that JSON has no form for). */
    String digits() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT && !isString()) {
            throw expected("a number");
        }
        return text();
    }

    /** Returns the current value as a boolean, which it must be. */
    boolean bool() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw expected("true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private String text() {
        try {
            return parser.getString();
        } catch (JacksonException malformed) {
            throw new DecodeException("The " + document + " is no well-formed JSON at " + place());
        }
    }

    /** Returns the error that something else than the current token was expected. */
    DecodeException expected(String what) {
        return new DecodeException("The " + document + " has " + describe(parser.currentToken()) + " at " + place()
                + ": expected " + what);
    }

    private static String describe(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing more";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case END_OBJECT -> "the end of an object";
            case START_ARRAY -> "an array";
            case END_ARRAY -> "the end of an array";
            case PROPERTY_NAME -> "a member";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> "something";
        };
    }

    private String place() {
        return "byte " + parser.currentLocation().getByteOffset();
    }

    @Override
    public void close() {
        parser.close();
    }
}
