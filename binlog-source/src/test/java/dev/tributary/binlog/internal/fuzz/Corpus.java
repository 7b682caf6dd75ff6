package dev.tributary.binlog.internal.fuzz;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Inputs kept as text: a line is a target's name and the input in hexadecimal; what follows a # says what it is. */
record Corpus(List<Input> inputs) {

    /** One input and what is known about it. */
    record Input(FuzzTarget target, String hex, String remark) {

        static Input parse(String line) {
            int comment = line.indexOf('#');
            String remark = comment < 0 ? "" : line.substring(comment + 1).strip();
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split(" +", 2);
            return new Input(
                    FuzzTarget.valueOf(words[0].toUpperCase(Locale.ROOT)), words.length < 2 ? "" : words[1], remark);
        }

        static Input of(FuzzTarget target, byte[] bytes, String remark) {
            return new Input(target, HexFormat.of().formatHex(bytes), remark);
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        String line() {
            return target.label() + " " + hex + (remark.isEmpty() ? "" : " # " + remark);
        }

        void run() {
            target.run(bytes());
        }

        @Override
        public String toString() {
            return target.label() + ", " + hex.length() / 2 + " bytes" + (remark.isEmpty() ? "" : ": " + remark);
        }
    }

    /** Inputs made of what a real server wrote. */
    static Corpus seeds() {
        return read("seeds.txt");
    }

    /** Inputs that once showed a defect. */
    static Corpus findings() {
        return read("findings.txt");
    }

    private static Corpus read(String resource) {
        List<Input> inputs = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Corpus.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    inputs.add(Input.parse(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Corpus(inputs);
    }

    /**
     * Writes the seeds in the form in which Jazzer reads them, a file for each.
     *
     * @param arguments the folder to write them into, and one to make for what Jazzer finds
     */
    public static void main(String[] arguments) throws IOException {
        Files.createDirectories(Path.of(arguments[1]));
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<Input> all = new ArrayList<>(seeds().inputs());
        all.addAll(findings().inputs());
        for (int i = 0; i < all.size(); i++) {
            Input input = all.get(i);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.write(input.target().number());
            file.writeBytes(input.bytes());
            Files.write(folder.resolve("seed-" + i), file.toByteArray());
        }
    }
}
