package dev.tributary.testkit.internal.junit;

import dev.tributary.testkit.PostgresDatabase;
import dev.tributary.testkit.PostgresServer;
import dev.tributary.testkit.SharedServers;
import dev.tributary.testkit.WithPostgres;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves the parameters that {@link WithPostgres} promises. */
public final class PostgresExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PostgresServer.class || type == PostgresDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ClassScope scope = ClassScope.of(context);
        if (parameter.getParameter().getType() == PostgresServer.class) {
            return server(scope);
        }
        return scope.only(PostgresDatabase.class, () -> server(scope).newDatabase(scope.name()));
    }

    private static PostgresServer server(ClassScope scope) {
        if (!scope.annotation(WithPostgres.class).own()) {
            return SharedServers.postgres();
        }
        return scope.only(PostgresServer.class, PostgresServer::start);
    }
}
