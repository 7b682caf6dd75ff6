package dev.tributary.testkit.internal.junit;

import java.lang.annotation.Annotation;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

/** What belongs to a top-level test class and all its tests, and is closed after the last of them. */
record ClassScope(ExtensionContext context) {
    private static final Namespace NAMESPACE = Namespace.create(ClassScope.class);

    /** The scope that a constructor or method called in {@code context} belongs to. */
    static ClassScope of(ExtensionContext context) {
        ExtensionContext scope = context;
        while (scope.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
            scope = scope.getParent().orElseThrow();
        }
        return new ClassScope(scope);
    }

    /** The annotation that this scope's class, or one above it, carries. */
    <A extends Annotation> A annotation(Class<A> type) {
        Class<?> test = context.getRequiredTestClass();
        return AnnotationSupport.findAnnotation(test, type)
                .orElseThrow(() -> new IllegalStateException(test.getName() + " must carry @" + type.getSimpleName()
                        + " itself, not only a class nested in it"));
    }

    /** The one of this type in this scope, made if there is none yet. */
    <T extends AutoCloseable> T only(Class<T> type, Supplier<T> maker) {
        return context.getStore(NAMESPACE).computeIfAbsent(type, key -> maker.get(), type);
    }

    /** The simple name of the test class. */
    String name() {
        return context.getRequiredTestClass().getSimpleName();
    }
}
