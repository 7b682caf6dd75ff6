package dev.tributary.binlog.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server and what decides how it writes its binlog.
 *
 * @param fullMetadata whether its table maps describe the columns; else the catalogue does, which is trusted only while
 *     nobody alters the table
 */
record Setting(Dialect dialect, RowImage image, boolean fullMetadata, boolean compressed, boolean partialJson) {

    static List<Setting> all() {
        return Arrays.stream(Dialect.values()).flatMap(Setting::of).toList();
    }

    private static Stream<Setting> of(Dialect dialect) {
        List<Setting> settings = new ArrayList<>();
        for (RowImage image : dialect.images()) {
            for (boolean metadata : new boolean[] {true, false}) {
                settings.add(new Setting(dialect, image, metadata, false, false));
                settings.add(new Setting(dialect, image, metadata, true, false));
            }
            // An update of a document in parts needs the document that was before.
            if (dialect.hasPartialJson() && image != RowImage.MINIMAL) {
                settings.add(new Setting(dialect, image, true, false, true));
            }
        }
        return settings.stream();
    }

    /** What the writing session runs first. */
    List<String> statements() {
        List<String> statements = new ArrayList<>(dialect.compression(compressed));
        statements.add("SET GLOBAL binlog_row_metadata = " + (fullMetadata ? "FULL" : "MINIMAL"));
        statements.add("SET SESSION binlog_row_image = " + image);
        if (dialect.hasPartialJson()) {
            statements.add("SET SESSION binlog_row_value_options = '" + (partialJson ? "PARTIAL_JSON" : "") + "'");
        }
        return statements;
    }

    @Override
    public String toString() {
        return dialect.version() + ", " + image + (fullMetadata ? "" : ", minimal metadata")
                + (compressed ? ", compressed" : "") + (partialJson ? ", partial JSON" : "");
    }
}
