package dev.tributary.internal;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The form of a checkpoint file, made to be read by a person in need:
 *
 * <pre>
 * tributary-checkpoint 1
 * pipeline orders
 * split binlog
 * position mysql-gtid 1 3e11fa47-71ca-11e1-9e33-c80aa9429562:1-77
 * crc32c 9a3b21c0
 * </pre>
 *
 * <p>The last line is the CRC-32C of all bytes before it.
 */
final class CheckpointText {

    private static final String HEAD = "tributary-checkpoint 1";

    private CheckpointText() {}

    static String format(String pipeline, Map<String, String> positions) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        text.append("pipeline ").append(pipeline).append('\n');
        positions.forEach((split, position) -> {
            text.append("split ").append(oneLine(split)).append('\n');
            text.append("position ").append(oneLine(position)).append('\n');
        });
        String body = text.toString();
        return body + "crc32c " + checksum(body) + "\n";
    }

    private static String oneLine(String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("A split or position must be one line, but is '" + value + "'");
        }
        return value;
    }

    /**
     * Reads positions by split.
     *
     * @throws IllegalArgumentException if the text is damaged, of another version or of another pipeline; the message
     *     continues a sentence that began with the file's name
     */
    static Map<String, String> parse(String text, String pipeline) {
        int end = text.lastIndexOf("crc32c ");
        if (!text.startsWith("tributary-checkpoint ") || end < 0) {
            throw new IllegalArgumentException("is no checkpoint, or is cut off");
        }
        String[] lines = text.substring(0, end).split("\n", -1);
        if (!lines[0].equals(HEAD)) {
            throw new IllegalArgumentException(
                    "is of another version: it begins with '" + lines[0] + "', expected '" + HEAD + "'");
        }
        if (!text.substring(end).strip().equals("crc32c " + checksum(text.substring(0, end)))) {
            throw new IllegalArgumentException("is damaged: its checksum does not match");
        }
        String owner = valueOf("pipeline", lines[1]);
        if (!owner.equals(pipeline)) {
            throw new IllegalArgumentException("belongs to pipeline '" + owner + "', not to '" + pipeline + "'");
        }
        Map<String, String> positions = new LinkedHashMap<>();
        for (int i = 2; i + 1 < lines.length; i += 2) {
            positions.put(valueOf("split", lines[i]), valueOf("position", lines[i + 1]));
        }
        return positions;
    }

    private static String valueOf(String name, String line) {
        if (!line.startsWith(name + " ")) {
            throw new IllegalArgumentException("is malformed: expected '" + name + " …', found '" + line + "'");
        }
        return line.substring(name.length() + 1);
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }
}
