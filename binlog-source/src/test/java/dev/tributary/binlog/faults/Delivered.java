package dev.tributary.binlog.faults;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import java.util.Optional;

/**
 * A change that a pipeline has delivered.
 *
 * @param place where in the binlog it is, as text: transaction, file, offset and row
 * @param row its index in its transaction
 */
record Delivered(
        String place, long row, String table, Operation operation, Optional<Image> before, Optional<Image> after) {

    static Delivered of(ChangeEvent change) {
        return new Delivered(
                change.origin().toString(),
                change.origin().row(),
                change.table().name(),
                change.operation(),
                change.before().map(Image::of),
                change.after().map(Image::of));
    }
}
