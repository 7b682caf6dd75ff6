package dev.tributary.binlog.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tributary.Secret;
import dev.tributary.binlog.SslMode;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TcpProxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each byte that a server sends from its greeting to the end of an answer, changed in one connection. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedAnswersIT {

    private static final String USER = "capture";
    private static final String PASSWORD = "s3cret";
    private static final String QUERY = "SELECT @@GLOBAL.server_uuid, NULL";

    @Test
    void areFailuresOfTheConnectionWhicheverByteIsChanged() throws Exception {
        try (MySqlServer server = MySqlServer.builder()
                        .version(MySqlVersion.V9)
                        .fast()
                        .option("max-connect-errors", "1000000")
                        .start();
                TcpProxy proxy = TcpProxy.to(server.host(), server.port())) {
            server.createReplicationUser(USER, PASSWORD);
            ask(proxy); // the first login is longer than others
            long before = proxy.statistics().bytesToClient();
            ask(proxy);
            long bytes = proxy.statistics().bytesToClient() - before;

            Set<BinlogFailure.Kind> seen = EnumSet.noneOf(BinlogFailure.Kind.class);
            for (long at = 0; at < bytes; at++) {
                proxy.corruptNext(at);
                Throwable thrown = catchThrowable(() -> ask(proxy));
                if (thrown != null) {
                    assertThat(thrown).as("byte %d", at).isInstanceOf(BinlogFailure.class);
                    seen.add(((BinlogFailure) thrown).kind());
                }
            }
            assertThat(seen).contains(BinlogFailure.Kind.CORRUPT, BinlogFailure.Kind.CONNECTION_LOST);
        }
    }

    private static void ask(TcpProxy proxy) {
        try (BinlogConnection connection = new BinlogConnection(new ConnectionSettings(
                proxy.host(),
                proxy.port(),
                USER,
                Secret.of(PASSWORD),
                new TlsSettings(SslMode.DISABLED, Optional.empty(), Optional.empty()),
                // Where a length was changed, the answer never ends.
                Duration.ofMillis(210),
                Duration.ofMillis(70),
                1 << 20))) {
            connection.connect();
            connection.query(QUERY);
        }
    }
}
