package dev.tributary.examples;

import dev.tributary.Pipeline;
import dev.tributary.format.EnvelopeWriter;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints each change of some tables as one line of JSON. */
@Command(name = "tail", description = "Print the changes of tables, one JSON envelope a line.")
final class Tail implements Callable<Integer> {

    @Mixin
    private MySqlOptions mysql = new MySqlOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false);
        EnvelopeWriter envelope = new EnvelopeWriter("tail");
        Pipeline pipeline = Pipeline.named("tail")
                .checkpoints(mysql.checkpoints())
                .from(mysql.source())
                .forEach(change -> {
                    out.writeBytes(envelope.write(change));
                    out.println();
                    out.flush();
                })
                .build();
        return options.run(pipeline);
    }
}
