package dev.tributary.binlog.internal.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No time zone, default charset or language of a JVM changes any value of any type. */
class EnvironmentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Duser.timezone=Europe/Berlin -Dfile.encoding=ISO-8859-1 -Duser.language=de -Duser.country=DE",
                "-Duser.timezone=Asia/Kathmandu -Dfile.encoding=UTF-8 -Duser.language=tr -Duser.country=TR",
                "-Duser.timezone=America/St_Johns -Dfile.encoding=ISO-8859-1 -Duser.language=ar -Duser.country=EG",
                "-Duser.timezone=UTC -Dfile.encoding=UTF-16BE -Duser.language=th -Duser.country=TH -Duser.variant=TH"
            })
    void readsTheSameValuesInAnyEnvironment(String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-Dstdout.encoding=US-ASCII", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), SeedsDecoded.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                .replace("\0", "")
                .strip();

        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).as(options).isEqualTo(SeedsDecoded.digest());
    }
}
