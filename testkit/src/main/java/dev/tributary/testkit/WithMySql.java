package dev.tributary.testkit;

import dev.tributary.testkit.internal.junit.MySqlExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test class a MySQL server. Constructors, lifecycle methods and test methods may have a parameter of type
 * {@link MySqlServer}, and one of type {@link MySqlDatabase}: an empty database that the test class has for itself and
 * that is dropped after it.
 *
 * <pre>{@code
 * @WithMySql(version = MySqlVersion.V8_0, options = "binlog-row-metadata=MINIMAL")
 * class OrdersIT {
 *     @Test
 *     void readsOrders(MySqlDatabase database) {
 *         database.execute("CREATE TABLE orders (id INT PRIMARY KEY)");
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MySqlExtension.class)
public @interface WithMySql {
    /** The generation of the server. */
    MySqlVersion version() default MySqlVersion.V9;

    /** Options of mysqld, each as {@code name=value}. */
    String[] options() default {};

    /**
     * Whether the class has the server for itself, so that tests may leave it as they like. By default it is the
     * server that {@link SharedServers} has for this generation and these options.
     */
    boolean own() default false;
}
