package dev.tributary.testkit.internal.junit;

import dev.tributary.testkit.KafkaCluster;
import dev.tributary.testkit.SharedServers;
import dev.tributary.testkit.WithKafkaCluster;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves the parameter that {@link WithKafkaCluster} promises. */
public final class KafkaClusterExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KafkaCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ClassScope scope = ClassScope.of(context);
        if (!scope.annotation(WithKafkaCluster.class).own()) {
            return SharedServers.kafkaCluster();
        }
        return scope.only(KafkaCluster.class, KafkaCluster::start);
    }
}
