package dev.tributary.benchmarks.contest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a contestant has to do. The runner gives it as arguments of the form {@code name=value}.
 *
 * @param host of the server
 * @param port of the server
 * @param user who may replicate and read
 * @param password of the user
 * @param serverId that no other replica of the server has
 * @param file the binlog file to begin in
 * @param position the offset in it to begin at
 * @param tables what to capture, each as {@code database.table}
 * @param rows how many changed rows of these tables there are up to the {@linkplain #MARKER mark}
 * @param unmeasured how many rows at the beginning are not measured for latency
 * @param warmUpSeconds how long to read all of it again and again in this process before that is measured warm
 * @param settings what only this contestant knows the meaning of
 */
public record Task(
        String host,
        int port,
        String user,
        String password,
        long serverId,
        String file,
        long position,
        List<String> tables,
        long rows,
        long unmeasured,
        int warmUpSeconds,
        Map<String, String> settings) {

    /** The table whose only row, inserted last, ends a pass. */
    public static final String MARKER = "marker";

    private static final String LIST_SEPARATOR = ",";
    private static final String SETTING = "setting.";

    /** Reads it from a program's arguments. */
    public static Task parse(String[] arguments) {
        Map<String, String> given = Arrays.stream(arguments)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new Task(
                required(given, "host"),
                Integer.parseInt(required(given, "port")),
                required(given, "user"),
                required(given, "password"),
                Long.parseLong(required(given, "serverId")),
                required(given, "file"),
                Long.parseLong(required(given, "position")),
                List.of(required(given, "tables").split(LIST_SEPARATOR)),
                Long.parseLong(required(given, "rows")),
                Long.parseLong(required(given, "unmeasured")),
                Integer.parseInt(required(given, "warmUpSeconds")),
                given.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(SETTING))
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().substring(SETTING.length()), Map.Entry::getValue)));
    }

    /** Writes it as a program's arguments. */
    public List<String> toArguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "host=" + host,
                "port=" + port,
                "user=" + user,
                "password=" + password,
                "serverId=" + serverId,
                "file=" + file,
                "position=" + position,
                "tables=" + String.join(LIST_SEPARATOR, tables),
                "rows=" + rows,
                "unmeasured=" + unmeasured,
                "warmUpSeconds=" + warmUpSeconds));
        settings.forEach((name, value) -> arguments.add(SETTING + name + "=" + value));
        return arguments;
    }

    /** Returns the same task with so many rows at the beginning that are not measured for latency. */
    public Task withUnmeasured(long first) {
        return new Task(
                host, port, user, password, serverId, file, position, tables, rows, first, warmUpSeconds, settings);
    }

    /** Returns the same task with settings beside those that it has. */
    public Task withSettings(Map<String, String> added) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(added);
        return new Task(
                host, port, user, password, serverId, file, position, tables, rows, unmeasured, warmUpSeconds, all);
    }

    /** Returns a setting of this contestant. */
    public String setting(String name) {
        return required(settings, name);
    }

    private static String required(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The argument " + name + "=... is missing; given are " + given.keySet());
        }
        return value;
    }
}
