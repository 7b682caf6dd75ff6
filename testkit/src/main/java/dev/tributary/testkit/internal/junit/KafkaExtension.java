package dev.tributary.testkit.internal.junit;

import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.SharedServers;
import dev.tributary.testkit.WithKafka;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves the parameter that {@link WithKafka} promises. */
public final class KafkaExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KafkaBroker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ClassScope scope = ClassScope.of(context);
        if (!scope.annotation(WithKafka.class).own()) {
            return SharedServers.kafka();
        }
        return scope.only(KafkaBroker.class, KafkaBroker::start);
    }
}
