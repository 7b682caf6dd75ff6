package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;
import java.util.List;
import java.util.Optional;

/** Goes through the tokens of a statement. */
final class TokenReader {

    private final List<Token> tokens;
    private final String database;
    private int at;

    /** @param database that names without one are in */
    TokenReader(List<Token> tokens, String database) {
        this.tokens = tokens;
        this.database = database;
    }

    Token peek() {
        return at < tokens.size() ? tokens.get(at) : Token.END;
    }

    Token next() {
        Token token = peek();
        at++;
        return token;
    }

    boolean take(String keyword) {
        boolean taken = peek().is(keyword);
        at += taken ? 1 : 0;
        return taken;
    }

    boolean takeSign(char sign) {
        boolean taken = peek().isSign(sign);
        at += taken ? 1 : 0;
        return taken;
    }

    /** Takes the keywords if the next tokens are these, else nothing. */
    boolean takeAll(String... keywords) {
        for (int i = 0; i < keywords.length; i++) {
            if (at + i >= tokens.size() || !tokens.get(at + i).is(keywords[i])) {
                return false;
            }
        }
        at += keywords.length;
        return true;
    }

    /** Takes {@code name} or {@code name.name}; empty if there is none. */
    Optional<TableId> takeTable() {
        if (!peek().isName()) {
            return Optional.empty();
        }
        String first = next().text();
        if (!takeSign('.')) {
            return Optional.of(new TableId(database, first));
        }
        return peek().isName() ? Optional.of(new TableId(first, next().text())) : Optional.empty();
    }
}
