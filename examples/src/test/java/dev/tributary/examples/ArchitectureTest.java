package dev.tributary.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the order of modules and packages. It lives here because this module sees all the others. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(Module.CORE.rootPackage);

    /**
     * A module: the root package it owns, the modules it may know beside itself, and the foreign packages whose types
     * its public API may name.
     */
    enum Module {
        CORE("dev.tributary", Set.of(), Set.of()),
        BINLOG_SOURCE("dev.tributary.binlog", Set.of(CORE), Set.of()),
        KAFKA("dev.tributary.kafka", Set.of(CORE), Set.of("org.apache.kafka")),
        KAFKA_AVRO("dev.tributary.avro", Set.of(CORE, KAFKA), Set.of("org.apache.kafka")),
        JDBC_SINK("dev.tributary.jdbc", Set.of(CORE), Set.of()),
        /** Its topics are read and written by Flink's own Kafka client. */
        FLINK("dev.tributary.flink", Set.of(CORE), Set.of("org.apache.flink", "org.apache.kafka")),
        /** Rights on a broker are named as Kafka's own admin client names them. */
        TESTKIT(
                "dev.tributary.testkit",
                Set.of(),
                Set.of("org.junit.jupiter.api", "org.apache.kafka.common.acl", "org.apache.kafka.common.resource")),
        EXAMPLES(
                "dev.tributary.examples", Set.of(CORE, BINLOG_SOURCE, KAFKA, KAFKA_AVRO, JDBC_SINK, TESTKIT), Set.of());

        private final String rootPackage;
        private final Set<Module> known;
        private final Set<String> foreignPackages;

        Module(String rootPackage, Set<Module> known, Set<String> foreignPackages) {
            this.rootPackage = rootPackage;
            this.known = known;
            this.foreignPackages = foreignPackages;
        }

        static Module of(JavaClass type) {
            return Stream.of(values())
                    .filter(module -> module != CORE && isWithin(module.rootPackage, type))
                    .findFirst()
                    .orElse(CORE);
        }

        boolean mayKnow(Module other) {
            return this == other || known.contains(other);
        }

        boolean mayPublish(JavaClass type) {
            return type.isPrimitive()
                    || isWithin("java", type)
                    || isWithin("javax", type)
                    || (isOurs(type) && !isInternal(type))
                    || foreignPackages.stream().anyMatch(foreign -> isWithin(foreign, type));
        }
    }

    @ParameterizedTest
    @EnumSource
    void seesTheModule(Module module) {
        assertThat(CLASSES).anyMatch(type -> Module.of(type) == module);
    }

    @ParameterizedTest
    @EnumSource
    void dependsOnlyOnModulesThatItMayKnow(Module module) {
        noClasses()
                .that(belongTo(module))
                .should()
                .dependOnClassesThat(describe(
                        "belong to a module that it must not know",
                        type -> isOurs(type) && !module.mayKnow(Module.of(type))))
                .check(CLASSES);
    }

    @ParameterizedTest
    @EnumSource
    void leavesInternalPackagesToTheirModule(Module module) {
        noClasses()
                .that(belongTo(module))
                .should()
                .dependOnClassesThat(describe(
                        "are internal to another module",
                        type -> isOurs(type) && isInternal(type) && Module.of(type) != module))
                .check(CLASSES);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EXAMPLES")
    void publishesOnlyTypesThatUsersMayName(Module module) {
        classes()
                .that(describe("are public API of " + module, type -> Module.of(type) == module && isPublished(type)))
                .should(publishOnlyTypesThatUsersMayName(module))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** The packages of a module's API are one: they see each other, and their factories reach into internal ones. */
    @Test
    void hasNoCyclesAmongPackages() {
        slices().assignedFrom(apisAndInternalPackages())
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        describe("are API", type -> !isInternal(type)),
                        describe("are internal", ArchitectureTest::isInternal))
                .check(CLASSES);
    }

    @Test
    void namesThingsByWhatTheyAre() {
        noClasses()
                .should()
                .haveNameMatching("(?i).*\\.(utils?|commons?|helpers?|managers?|base|misc)\\..*")
                .orShould()
                .haveNameMatching(".*(Utils?|Common|Helper|Manager|Base)")
                .check(CLASSES);
    }

    private static ArchCondition<JavaClass> publishOnlyTypesThatUsersMayName(Module module) {
        return new ArchCondition<>("publish only types that users may name") {
            @Override
            public void check(JavaClass published, ConditionEvents events) {
                report(published.getFullName(), signature(published), events);
                Stream.concat(published.getConstructors().stream(), published.getMethods().stream())
                        .filter(ArchitectureTest::isVisible)
                        .forEach(unit -> report(unit.getFullName(), signature(unit), events));
                published.getFields().stream()
                        .filter(ArchitectureTest::isVisible)
                        .forEach(field -> report(field.getFullName(), Stream.of(field.getType()), events));
            }

            private void report(String owner, Stream<? extends JavaType> signature, ConditionEvents events) {
                signature
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !module.mayPublish(type))
                        .map(type -> owner + " names " + type.getName())
                        .forEach(message -> events.add(SimpleConditionEvent.violated(owner, message)));
            }
        };
    }

    private static Stream<JavaType> signature(JavaClass type) {
        return Stream.of(type.getTypeParameters(), type.getSuperclass().stream().toList(), type.getInterfaces())
                .flatMap(types -> types.stream());
    }

    private static Stream<JavaType> signature(JavaCodeUnit unit) {
        return Stream.of(
                        unit.getTypeParameters(),
                        Set.of(unit.getReturnType()),
                        unit.getParameterTypes(),
                        unit.getExceptionTypes())
                .flatMap(types -> types.stream());
    }

    private static SliceAssignment apisAndInternalPackages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(isInternal(type) ? type.getPackageName() : "API of " + Module.of(type));
            }

            @Override
            public String getDescription() {
                return "the modules' APIs and internal packages";
            }
        };
    }

    private static boolean isPublished(JavaClass type) {
        return !isInternal(type)
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublished).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static boolean isOurs(JavaClass type) {
        return isWithin(Module.CORE.rootPackage, type);
    }

    private static boolean isInternal(JavaClass type) {
        return ('.' + type.getPackageName() + '.').contains(".internal.");
    }

    private static boolean isWithin(String rootPackage, JavaClass type) {
        return (type.getPackageName() + '.').startsWith(rootPackage + '.');
    }

    private static DescribedPredicate<JavaClass> belongTo(Module module) {
        return describe("belong to " + module, type -> Module.of(type) == module);
    }
}
