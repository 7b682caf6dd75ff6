package dev.tributary.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes Java records of rows by column name; which column belongs to which component is found once for each schema.
 * Confined to one thread at a time.
 */
public final class RecordMapper<R extends Record> implements Function<Row, R> {

    private interface Getter {
        @Nullable
        Object get(Row row, int column);
    }

    private static final Map<Class<?>, Getter> GETTERS = Map.ofEntries(
            Map.entry(boolean.class, Row::getBoolean),
            Map.entry(int.class, Row::getInt),
            Map.entry(long.class, Row::getLong),
            Map.entry(double.class, Row::getDouble),
            Map.entry(float.class, (row, column) -> Conversions.cast(row, column, Float.class)),
            Map.entry(Boolean.class, nullable(Row::getBoolean)),
            Map.entry(Integer.class, nullable(Row::getInt)),
            Map.entry(Long.class, nullable(Row::getLong)),
            Map.entry(Double.class, nullable(Row::getDouble)),
            Map.entry(Float.class, nullable((row, column) -> Conversions.cast(row, column, Float.class))),
            Map.entry(BigInteger.class, nullable(Row::getBigInteger)),
            Map.entry(BigDecimal.class, nullable(Row::getDecimal)),
            Map.entry(String.class, nullable(Row::getString)),
            Map.entry(byte[].class, nullable(Row::getBytes)),
            Map.entry(LocalDate.class, nullable(Row::getDate)),
            Map.entry(LocalDateTime.class, nullable(Row::getDateTime)),
            Map.entry(Instant.class, nullable(Row::getInstant)),
            Map.entry(Duration.class, nullable(Row::getTime)),
            Map.entry(Object.class, Row::get));

    private final Class<R> type;
    private final RecordComponent[] components;
    private final Getter[] getters;
    private final MethodHandle constructor;
    private @Nullable TableSchema schema;
    private int[] columns = {};

    /**
     * Creates a mapper.
     *
     * @throws IllegalArgumentException if a component is of a type that no column can become, or the record's constructor
     *     cannot be called from here
     */
    public RecordMapper(Class<R> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        this.getters = Arrays.stream(components).map(this::getter).toArray(Getter[]::new);
        this.constructor = constructor(type, components);
    }

    private static Getter nullable(Getter getter) {
        return (row, column) -> row.isNull(column) ? null : getter.get(row, column);
    }

    private Getter getter(RecordComponent component) {
        Getter getter = GETTERS.get(component.getType());
        if (getter == null) {
            throw new IllegalArgumentException("Component '" + component.getName() + "' of record " + type.getName()
                    + " is of type " + component.getType().getName() + ", which no column can become; use one of "
                    + GETTERS.keySet().stream()
                            .map(Class::getSimpleName)
                            .sorted()
                            .toList());
        }
        return getter;
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components) {
        Class<?>[] parameters =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var canonical = type.getDeclaredConstructor(parameters);
            canonical.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflectConstructor(canonical);
            return handle.asSpreader(Object[].class, parameters.length);
        } catch (ReflectiveOperationException | RuntimeException failure) {
            throw new IllegalArgumentException(
                    "The constructor of record " + type.getName()
                            + " cannot be called: make the record public, and open its"
                            + " package to dev.tributary if it is in a named module",
                    failure);
        }
    }

    /** Returns a function from change events or rows, which its caller uses on one thread. */
    public static <R extends Record> Function<Object, R> forElements(Class<R> type) {
        RecordMapper<R> mapper = new RecordMapper<>(type);
        return element -> {
            if (element instanceof ChangeEvent change) {
                return mapper.apply(change.row());
            }
            if (element instanceof Row row) {
                return mapper.apply(row);
            }
            throw new IllegalArgumentException("mapToType(" + type.getSimpleName() + ") takes ChangeEvent or Row, not "
                    + element.getClass().getName());
        };
    }

    @Override
    public R apply(Row row) {
        if (schema == null || !schema.equals(row.schema())) {
            columns = Arrays.stream(components)
                    .mapToInt(component -> column(row.schema(), component.getName()))
                    .toArray();
            schema = row.schema();
        }
        @Nullable Object[] values = new Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = getters[i].get(row, columns[i]);
        }
        return construct(values);
    }

    @SuppressWarnings({"IllegalCatch", "unchecked"}) // invokeExact throws what the record's own constructor throws
    private R construct(@Nullable Object[] values) {
        try {
            return (R) constructor.invoke(values);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new ValueException("The constructor of " + type.getName() + " failed: " + checked, checked);
        }
    }

    private int column(TableSchema from, String component) {
        int exact = from.indexOf(component);
        int snake = exact >= 0 ? exact : from.indexOf(snakeCase(component));
        if (snake < 0) {
            throw new ValueException("Table " + from.table() + " has no column '" + component + "' or '"
                    + snakeCase(component) + "' for the component of record " + type.getName());
        }
        return snake;
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
