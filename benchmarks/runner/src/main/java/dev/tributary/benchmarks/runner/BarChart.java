package dev.tributary.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Bars with names and values, drawn as SVG. */
final class BarChart {

    private static final int WIDTH = 860;
    private static final int NAMES = 340;
    private static final int VALUES = 110;
    private static final int ROW = 26;
    private static final int HEAD = 44;

    private final String title;
    private final DoubleFunction<String> format;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String name, double value, boolean ours) {}

    BarChart(String title, DoubleFunction<String> format) {
        this.title = title;
        this.format = format;
    }

    /** Adds a bar below the others; ours have a colour of their own. */
    void add(String name, double value, boolean ours) {
        bars.add(new Bar(name, value, ours));
    }

    String toSvg() {
        int height = HEAD + bars.size() * ROW + 10;
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                <text x="12" y="26" font-size="15" font-weight="bold">%3$s</text>
                """, WIDTH, height, escaped(title)));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double length = Math.max(1, bar.value() / most * (WIDTH - NAMES - VALUES));
            int top = HEAD + i * ROW;
            svg.append(String.format(
                    Locale.ROOT,
                    """
                    <text x="%d" y="%d" text-anchor="end">%s</text>
                    <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                    <text x="%.1f" y="%d">%s</text>
                    """,
                    NAMES - 8,
                    top + 17,
                    escaped(bar.name()),
                    NAMES,
                    top + 3,
                    length,
                    ROW - 6,
                    bar.ours() ? "#1f77b4" : "#9aa5b1",
                    NAMES + length + 6,
                    top + 17,
                    escaped(format.apply(bar.value()))));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
