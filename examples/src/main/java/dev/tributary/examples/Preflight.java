package dev.tributary.examples;

import dev.tributary.binlog.PreflightReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints all that should be mended on servers, account and tables before changes are read from them. */
@Command(
        name = "preflight",
        description = "Check servers, account and tables before anything is read; changes nothing.")
final class Preflight implements Callable<Integer> {

    @Mixin
    private MySqlOptions mysql = new MySqlOptions();

    @Override
    public Integer call() {
        PreflightReport report = mysql.source().preflight();
        System.out.println(report);
        return report.hasErrors() ? 1 : 0;
    }
}
