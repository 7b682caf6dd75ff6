package dev.tributary.testkit.internal.junit;

import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.SharedServers;
import dev.tributary.testkit.WithMySql;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves the parameters that {@link WithMySql} promises. */
public final class MySqlExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == MySqlServer.class || type == MySqlDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ClassScope scope = ClassScope.of(context);
        if (parameter.getParameter().getType() == MySqlServer.class) {
            return server(scope);
        }
        return scope.only(MySqlDatabase.class, () -> server(scope).newDatabase(scope.name()));
    }

    private static MySqlServer server(ClassScope scope) {
        WithMySql wanted = scope.annotation(WithMySql.class);
        Map<String, String> options = options(wanted);
        if (!wanted.own()) {
            return SharedServers.mySql(wanted.version(), options);
        }
        return scope.only(MySqlServer.class, () -> {
            MySqlServer.Builder builder = MySqlServer.builder().version(wanted.version());
            options.forEach(builder::option);
            return builder.start();
        });
    }

    private static Map<String, String> options(WithMySql wanted) {
        Map<String, String> options = new HashMap<>();
        for (String option : wanted.options()) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "An option of @WithMySql is written name=value, but was '" + option + "'");
            }
            options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return options;
    }
}
