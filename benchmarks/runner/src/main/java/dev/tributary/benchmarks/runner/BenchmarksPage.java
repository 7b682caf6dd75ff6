package dev.tributary.benchmarks.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page on benchmarks: text that people write, with sections between marks that programs write. */
public final class BenchmarksPage {

    private static final Path PAGE = Path.of("docs", "benchmarks.md");
    private static final Path CHARTS = Path.of("docs", "benchmarks");

    private BenchmarksPage() {}

    /** Writes a section anew. */
    public static void write(String section, String markdown) throws IOException {
        String begin = "<!-- begin of " + section + " -->\n";
        String end = "<!-- end of " + section + " -->";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(PAGE + " needs the lines '" + begin.strip() + "' and '" + end + "'");
        }
        Files.writeString(PAGE, page.substring(0, from + begin.length()) + markdown + page.substring(to));
    }

    /** Writes a chart and returns how the page shows it. */
    static String draw(String name, String title, BarChart chart) throws IOException {
        Files.createDirectories(CHARTS);
        Files.writeString(CHARTS.resolve(name + ".svg"), chart.toSvg());
        return "![" + title + "](benchmarks/" + name + ".svg)\n";
    }
}
