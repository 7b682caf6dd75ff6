package dev.tributary.testkit.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
    @TempDir
    private Path folder;

    @Test
    void fillsAnEntryOnceWhenManyAskAtTheSameTime() throws Exception {
        int askers = 8;
        AtomicInteger fills = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(askers);
        ExecutorService threads = Executors.newFixedThreadPool(askers);
        try {
            List<CompletableFuture<Path>> entries = new ArrayList<>();
            for (int i = 0; i < askers; i++) {
                entries.add(CompletableFuture.supplyAsync(
                        () -> {
                            await(together);
                            return cache().entry("server", entry -> {
                                fills.incrementAndGet();
                                Files.writeString(entry.resolve("file"), "content");
                            });
                        },
                        threads));
            }
            for (CompletableFuture<Path> entry : entries) {
                assertThat(entry.get().resolve("file")).hasContent("content");
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(fills).hasValue(1);
    }

    @Test
    void leavesNothingOfAnEntryThatCannotBeFilled() {
        assertThatThrownBy(() -> cache().entry("server", entry -> {
                    Files.writeString(entry.resolve("half"), "");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("disk full");

        assertThat(folder.toFile().list()).containsExactly("server.lock");
    }

    @Test
    void removesWhatAKilledProcessLeft() throws Exception {
        Files.createDirectories(folder.resolve("server.new-123/usr/bin"));

        cache().entry("server", entry -> {});

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("server", "server.lock");
    }

    private Cache cache() {
        return Cache.at(folder);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
