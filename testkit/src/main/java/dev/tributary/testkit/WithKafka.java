package dev.tributary.testkit;

import dev.tributary.testkit.internal.junit.KafkaExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test class a Kafka broker. Constructors, lifecycle methods and test methods may have a parameter of type
 * {@link KafkaBroker}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KafkaExtension.class)
public @interface WithKafka {
    /**
     * Whether the class has the broker for itself, so that tests may leave it as they like. By default it is the one of
     * {@link SharedServers}.
     */
    boolean own() default false;
}
