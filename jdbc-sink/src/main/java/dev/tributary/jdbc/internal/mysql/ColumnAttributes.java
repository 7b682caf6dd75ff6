package dev.tributary.jdbc.internal.mysql;

import dev.tributary.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a column's definition has behind its type, which MODIFY would take away if it were not said again. */
final class ColumnAttributes {

    private static final String SQL = "SELECT collation_name, is_nullable, column_default, extra, column_comment"
            + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ? AND column_name = ?";
    private static final String ON_UPDATE = "on update ";

    private ColumnAttributes() {}

    static String of(Connection connection, TableId table, String column, boolean mariaDb) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, table.database());
            statement.setString(2, table.name());
            statement.setString(3, column);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? attributes(row, mariaDb) : "";
            }
        }
    }

    private static String attributes(ResultSet row, boolean mariaDb) throws SQLException {
        StringBuilder text = new StringBuilder();
        if (row.getString(1) != null) {
            text.append(" COLLATE ").append(row.getString(1));
        }
        text.append(row.getString(2).equals("YES") ? " NULL" : " NOT NULL");
        String value = row.getString(3);
        String extra = row.getString(4);
        if (value != null) {
            boolean isExpression = mariaDb || extra.contains("DEFAULT_GENERATED");
            text.append(" DEFAULT ").append(isExpression ? expression(value, mariaDb) : quoted(value));
        }
        if (extra.contains("auto_increment")) {
            text.append(" AUTO_INCREMENT");
        }
        int onUpdate = extra.indexOf(ON_UPDATE);
        if (onUpdate >= 0) {
            text.append(" ON UPDATE ").append(extra.substring(onUpdate + ON_UPDATE.length()));
        }
        if (!row.getString(5).isEmpty()) {
            text.append(" COMMENT ").append(quoted(row.getString(5)));
        }
        return text.toString();
    }

    /** MariaDB shows a default as SQL; MySQL leaves out the parentheses that it wants. */
    private static String expression(String value, boolean mariaDb) {
        return mariaDb || value.startsWith("CURRENT_TIMESTAMP") ? value : "(" + value + ")";
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
