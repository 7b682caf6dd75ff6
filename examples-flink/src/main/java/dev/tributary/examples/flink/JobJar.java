package dev.tributary.examples.flink;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The jar that is submitted: the job, Tributary, the connector and the driver, as the shade plugin would make it in a project of
 * its own. What is left of the class path is the cluster's.
 */
final class JobJar {

    /** What the cluster does not bring along. */
    private static final Pattern OF_THE_JOB =
            Pattern.compile(".*/(examples-flink|core|flink|jdbc-sink|binlog-source)/target/.*"
                    + "|.*/(tributary-(core|flink|jdbc-sink|binlog-source|examples-flink)|jspecify|flink-connector-kafka|flink-connector-base"
                    + "|kafka-clients|mysql-connector-j|mysql-binlog-connector-java)-[^/]*\\.jar"
                    + "|.*/tools/jackson/.*");

    private JobJar() {}

    /** Returns the class path without what is packed into the jar. */
    static String classPathOfTheCluster() {
        return String.join(
                File.pathSeparator,
                classPath().stream().filter(entry -> !isOfTheJob(entry)).toList());
    }

    /** Writes the jar. */
    static Path pack(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            Set<String> packed = new HashSet<>();
            for (String entry : classPath()) {
                if (isOfTheJob(entry)) {
                    pack(Path.of(entry), out, packed);
                }
            }
        }
        return jar;
    }

    private static void pack(Path entry, JarOutputStream out, Set<String> packed) throws IOException {
        if (Files.isDirectory(entry)) {
            packTree(entry, out, packed);
        } else if (Files.exists(entry)) {
            try (FileSystem zip = FileSystems.newFileSystem(entry)) {
                packTree(zip.getPath("/"), out, packed);
            }
        }
    }

    private static void packTree(Path root, JarOutputStream out, Set<String> packed) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            files = new ArrayList<>(tree.filter(Files::isRegularFile).toList());
        }
        for (Path file : files) {
            String name = root.relativize(file).toString();
            if (!name.endsWith("module-info.class") && !name.equals("META-INF/MANIFEST.MF") && packed.add(name)) {
                out.putNextEntry(new JarEntry(name));
                try (InputStream content = Files.newInputStream(file)) {
                    content.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }

    private static List<String> classPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    private static boolean isOfTheJob(String entry) {
        return OF_THE_JOB.matcher(entry).matches();
    }
}
