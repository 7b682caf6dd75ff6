package dev.tributary.binlog.faults;

import dev.tributary.testkit.MySqlServer.Credentials;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What can go wrong with a server, the network before it, or the pipeline. Each is mended before it returns. */
enum Fault {
    SERVER_RESTARTED {
        @Override
        void happen(Scene scene, Random random) {
            scene.server().restart();
        }
    },
    SERVER_KILLED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.server().kill();
            scene.pass(upTo(500, random));
            scene.server().startAgain();
        }
    },
    SERVER_PAUSED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.server().pause();
            try {
                scene.untilLost(() -> {});
            } finally {
                scene.server().unpause();
            }
        }
    },
    DUMP_KILLED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.awaitProgress();
            scene.untilLost(scene::killDump);
        }
    },
    NETWORK_CUT {
        @Override
        void happen(Scene scene, Random random) {
            scene.proxy().cut();
        }
    },
    CONNECTIONS_ENDED {
        @Override
        void happen(Scene scene, Random random) {
            scene.proxy().end();
        }
    },
    HALF_CLOSED {
        @Override
        void happen(Scene scene, Random random) {
            scene.proxy().halfClose();
        }
    },
    NETWORK_FROZEN {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.proxy().freeze();
            scene.untilLost(() -> {});
            scene.pass(upTo(2_000, random));
            scene.proxy().thaw();
        }
    },
    NETWORK_FROZEN_SHORTLY {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.proxy().freeze();
            scene.pass(upTo(500, random));
            scene.proxy().thaw();
        }
    },
    NETWORK_FROZEN_IN_A_PACKET {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.untilLost(() -> scene.proxy().freezeAfter(random.nextInt(MOST_BYTES)));
            scene.proxy().thaw();
        }
    },
    NETWORK_SLOW {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.proxy().delay(upTo(150, random));
            scene.pass(upTo(2_000, random));
            scene.proxy().delay(Duration.ZERO);
        }
    },
    TRUNCATED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.untilLost(() -> scene.proxy().truncate(random.nextInt(MOST_BYTES)));
        }
    },
    CORRUPTED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            // Not in a login, where a changed byte can look like a wrong password.
            scene.awaitProgress();
            scene.untilLost(() -> scene.proxy().corrupt(random.nextInt(MOST_BYTES)));
        }
    },
    CONNECTIONS_REFUSED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.proxy().refuse();
            scene.untilLost(scene.proxy()::cut);
            scene.pass(upTo(1_000, random));
            scene.proxy().admit();
        }
    },
    CONNECTIONS_EXHAUSTED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            try (Connection admin = scene.server().connection();
                    Statement statement = admin.createStatement()) {
                statement.execute("SET GLOBAL max_connections = " + FEW_CONNECTIONS);
                List<Connection> others = new ArrayList<>();
                try {
                    // Once more where a writer has left a connection to us meanwhile.
                    scene.untilLostBy(String.valueOf(TOO_MANY_CONNECTIONS), () -> {
                        scene.proxy().cut();
                        takeAllConnections(scene, others);
                    });
                } finally {
                    for (Connection other : others) {
                        other.close();
                    }
                    statement.execute("SET GLOBAL max_connections = " + MANY_CONNECTIONS);
                }
            }
        }
    },
    PASSWORD_CHANGED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.proxy().refuse();
            scene.untilLost(scene.proxy()::cut);
            scene.changePassword();
            scene.proxy().admit();
        }
    },
    SINK_FAILED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.failSink();
        }
    },
    PIPELINE_STOPPED {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.restart(Duration.ofSeconds(5));
        }
    },
    PIPELINE_BROKEN_OFF {
        @Override
        void happen(Scene scene, Random random) throws Exception {
            scene.restart(Duration.ZERO);
        }
    };

    /** The account of the load, which has no privilege to connect to a server that is full. */
    static final Credentials LOAD = new Credentials("load", "of writes");

    private static final int MOST_BYTES = 30_000;
    private static final int FEW_CONNECTIONS = 10;
    private static final int MANY_CONNECTIONS = 151;
    private static final int TOO_MANY_CONNECTIONS = 1040;

    abstract void happen(Scene scene, Random random) throws Exception;

    private static Duration upTo(int millis, Random random) {
        return Duration.ofMillis(random.nextInt(millis) + 1);
    }

    private static void takeAllConnections(Scene scene, List<Connection> taken) throws SQLException {
        try {
            while (true) {
                taken.add(DriverManager.getConnection(scene.server().jdbcUrl(), LOAD.user(), LOAD.password()));
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != TOO_MANY_CONNECTIONS) {
                throw e;
            }
        }
    }
}
