package dev.tributary.kafka.internal;

import dev.tributary.TableId;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A topic's name in which <code>{database}</code> and <code>{table}</code> stand for the names of a table. */
public record TopicTemplate(String text) implements Function<TableId, String> {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final String DATABASE = "{database}";
    private static final String TABLE = "{table}";

    /** Checks the placeholders and the letters between them. */
    public TopicTemplate {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            if (!placeholder.group().equals(DATABASE) && !placeholder.group().equals(TABLE)) {
                throw new IllegalArgumentException("The topic '" + text + "' has the placeholder " + placeholder.group()
                        + ", but only " + DATABASE + " and " + TABLE + " are known");
            }
        }
        Topics.requireLegal(placeholder.replaceAll("x"));
    }

    /** Returns whether all tables share one topic. */
    public boolean isFixed() {
        return !text.contains(DATABASE) && !text.contains(TABLE);
    }

    @Override
    public String apply(TableId table) {
        return text.replace(DATABASE, table.database()).replace(TABLE, table.name());
    }
}
