package dev.tributary.jdbc.internal.change;

import dev.tributary.TableId;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the target's name of a table from that of the source's: {@code {database}} and {@code {table}} stand for its parts.
 *
 * @param database the template of the database's name; empty for that of the connection
 * @param name the template of the table's name
 */
public record TableTemplate(String database, String name) implements Function<TableId, TableId> {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}?");

    /**
     * Reads {@code database.table} or {@code table}.
     *
     * @throws IllegalArgumentException if a part is missing or a placeholder is not known
     */
    public static TableTemplate parse(String template) {
        int dot = template.indexOf('.');
        String name = template.substring(dot + 1);
        if (name.isBlank() || dot == 0) {
            throw new IllegalArgumentException(
                    "A table's name is given as 'table' or 'database.table', but is '" + template + "'");
        }
        Matcher placeholders = PLACEHOLDER.matcher(template);
        while (placeholders.find()) {
            if (!placeholders.group().equals("{database}")
                    && !placeholders.group().equals("{table}")) {
                throw new IllegalArgumentException("The table's name '" + template + "' has the placeholder '"
                        + placeholders.group() + "'; there are {database} and {table}");
            }
        }
        return new TableTemplate(dot < 0 ? "" : template.substring(0, dot), name);
    }

    @Override
    public TableId apply(TableId source) {
        return new TableId(expand(database, source), expand(name, source));
    }

    private static String expand(String template, TableId source) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found ->
                        Matcher.quoteReplacement(found.group().equals("{table}") ? source.name() : source.database()));
    }
}
