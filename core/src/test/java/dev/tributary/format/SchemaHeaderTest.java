package dev.tributary.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaHeaderTest {

    /** The form is read by others, and by later versions: what is in topics stays there. */
    @Test
    void hasThisForm() {
        TableSchema schema = TableSchema.of(
                new TableId("shop", "orders"),
                List.of(
                        new Column("id", ColumnType.parse("bigint unsigned"), false),
                        Column.of("kind", "enum('a','it''s')"),
                        Column.of("note", "varchar(100) charset utf8mb4")),
                List.of("note", "id"));
        String form = "[1,\"shop\",\"orders\",[[\"id\",\"bigint unsigned\",false],"
                + "[\"kind\",\"enum('a','it''s')\",true],[\"note\",\"varchar(100) charset utf8mb4\",true]],"
                + "[\"note\",\"id\"]]";

        assertThat(new String(SchemaHeader.encode(schema), StandardCharsets.UTF_8))
                .isEqualTo(form);
        assertThat(SchemaHeader.parse(form.getBytes(StandardCharsets.UTF_8))).isEqualTo(schema);
    }

    static List<ColumnType> types() {
        return RandomRows.types();
    }

    @ParameterizedTest
    @MethodSource("types")
    void restoresTheType(ColumnType type) {
        TableSchema schema =
                TableSchema.of(new TableId("", "ä \"t\""), List.of(new Column("\n", type, false)), List.of());

        assertThat(SchemaHeader.parse(SchemaHeader.encode(schema))).isEqualTo(schema);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [2,"d"]                                 | is of version 2, but only version 1 is known here
            [1,"d","t"]                             | has the end of an array at byte *: expected an array
            [1,"d","t",[["c","no such",true]],[]]   | is no column type that is known
            [1,"d","t",[["c","int",1]],[]]          | expected true or false
            [1,"d","t",[["c","int",true]],["x"]]    | has no column .x.
            [1,"d","t",[["c","int",true]],["c"],1]  | expected the end of the array
            nonsense                                | is no well-formed JSON
            """)
    void namesWhatIsWrong(String header, String message) {
        assertThatThrownBy(() -> SchemaHeader.parse(header.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("The column description ")
                .message()
                .containsPattern(message.replace("*", "\\d+"));
    }
}
