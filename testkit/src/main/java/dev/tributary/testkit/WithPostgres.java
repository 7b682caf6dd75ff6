package dev.tributary.testkit;

import dev.tributary.testkit.internal.junit.PostgresExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test class a PostgreSQL server. Constructors, lifecycle methods and test methods may have a parameter of
 * type {@link PostgresServer}, and one of type {@link PostgresDatabase}: an empty database that the test class has for
 * itself and that is dropped after it.
 *
 * <pre>{@code
 * @WithPostgres
 * class OrdersIT {
 *     @Test
 *     void storesOrders(PostgresDatabase database) {
 *         database.execute("CREATE TABLE orders (id INT PRIMARY KEY)");
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgresExtension.class)
public @interface WithPostgres {
    /**
     * Whether the class has the server for itself, so that tests may leave it as they like. By default it is the
     * server that {@link SharedServers} has.
     */
    boolean own() default false;
}
