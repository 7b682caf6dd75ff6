package dev.tributary.testkit;

import dev.tributary.testkit.internal.junit.KafkaClusterExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test class a Kafka cluster of three nodes. Constructors, lifecycle methods and test methods may have a
 * parameter of type {@link KafkaCluster}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KafkaClusterExtension.class)
public @interface WithKafkaCluster {
    /**
     * Whether the class has the cluster for itself, so that tests may leave it as they like. By default it is the one of
     * {@link SharedServers}, whose nodes a test starts again and awaits in sync if it has ended some of them.
     */
    boolean own() default false;
}
