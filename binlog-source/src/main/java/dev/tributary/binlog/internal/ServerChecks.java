package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks a server's settings, and what the account may do there. */
final class ServerChecks {

    private static final Set<String> PARTIAL_IMAGES = Set.of("MINIMAL", "NOBLOB", "FULL_NODUP");

    /** MariaDB's default. */
    private static final String NO_LOG = "NO_LOG";

    private static final int DO_DATABASES = 2;
    private static final int IGNORE_DATABASES = 3;

    private final Preflight.Subject subject;
    private final BinlogConnection connection;
    private final ServerFacts facts;
    private final Findings findings;

    ServerChecks(Preflight.Subject subject, Findings findings) {
        this.subject = subject;
        this.connection = subject.connection();
        this.facts = subject.facts();
        this.findings = findings;
    }

    void run() {
        facts.flavour()
                .versionFinding(facts.version())
                .ifPresent(what -> findings.error(what, "upgrade the server, or read from a newer replica of it"));
        checkBinlog();
        checkRowImage();
        checkRowMetadata();
        checkGtids();
        checkSnapshotServer();
        if (mayBeRead()) {
            checkReplica();
            checkFilters();
        }
    }

    /** Rows of another server are seen late, and only MySQL's GTIDs tell how late. */
    private void checkSnapshotServer() {
        boolean elsewhere = subject.settings().snapshots().server().isPresent();
        if (elsewhere && (facts.version().isMariaDb() || !facts.hasGtids())) {
            findings.error(
                    "The rows of snapshots are to be read from another server, for which MySQL with gtid_mode=ON is needed",
                    "leave out SnapshotOptions.readFrom, so that they are read from the server itself"
                            + (facts.version().isMariaDb() ? "" : ", or switch gtid_mode on"));
        }
    }

    private void checkBinlog() {
        if (!facts.variable(ServerFacts.LOG_BIN).equals("ON")) {
            findings.error(
                    "The server writes no binlog (log_bin=" + facts.variable(ServerFacts.LOG_BIN) + ")",
                    "start it with log_bin=binlog and server_id=1 in the [mysqld] section of its configuration");
        }
        expect(ServerFacts.BINLOG_FORMAT, "ROW", "changes are logged as statements, from which no row can be told");
    }

    private void checkRowImage() {
        String image = facts.variable(ServerFacts.BINLOG_ROW_IMAGE);
        if (!PARTIAL_IMAGES.contains(image)) {
            expect(ServerFacts.BINLOG_ROW_IMAGE, "FULL", "rows are logged in a way that is not known");
        } else if (image.equals("MINIMAL")
                && facts.variable(ServerFacts.BINLOG_ROW_VALUE_OPTIONS).contains("PARTIAL_JSON")) {
            expect(
                    ServerFacts.BINLOG_ROW_IMAGE,
                    "FULL",
                    "partial updates of JSON (binlog_row_value_options=PARTIAL_JSON) lack the documents that they change");
        } else {
            findings.warning(
                    "binlog_row_image is " + image
                            + ", so that rows lack columns: those that an update has not changed, and those that an insert left"
                            + " to their defaults; row.has(column) tells",
                    "for whole rows " + runToSet(ServerFacts.BINLOG_ROW_IMAGE, "FULL"));
        }
    }

    private void checkRowMetadata() {
        String metadata = facts.variable(ServerFacts.BINLOG_ROW_METADATA);
        if (metadata.equals(NO_LOG)) {
            expect(ServerFacts.BINLOG_ROW_METADATA, "FULL", "signs and character sets of columns are not logged");
        } else if (metadata.equals("MINIMAL")) {
            findings.warning(
                    "binlog_row_metadata is MINIMAL, so that the names of columns are looked up in the catalogue, and changes of a"
                            + " table that is altered before they are read stop the pipeline",
                    runToSet(ServerFacts.BINLOG_ROW_METADATA, "FULL"));
        }
    }

    private void expect(String variable, String expected, String consequence) {
        String seen = facts.variable(variable);
        if (!seen.equals(expected)) {
            findings.error(variable + " is " + seen + ", so that " + consequence, runToSet(variable, expected));
        }
    }

    private String runToSet(String variable, String value) {
        return "run: " + facts.flavour().set(variable, value)
                + " (sessions that are open keep their own value until they reconnect)";
    }

    private void checkGtids() {
        if (facts.hasGtids()) {
            return;
        }
        boolean alone = subject.settings().servers().size() == 1;
        String what = "gtid_mode is " + facts.variable(ServerFacts.GTID_MODE)
                + ", so that positions are by file and offset, and good for this one server only"
                + (alone ? "" : ": no other endpoint can go on from here");
        String remedy = "to change it run: " + facts.flavour().set("enforce_gtid_consistency", "ON")
                + Stream.of("OFF_PERMISSIVE", "ON_PERMISSIVE", "ON")
                        .map(mode -> " " + facts.flavour().set(ServerFacts.GTID_MODE, mode))
                        .reduce("", String::concat)
                + " (on each server of a replication one step after the other)";
        if (alone) {
            findings.info(what, remedy);
        } else {
            findings.warning(what, remedy);
        }
    }

    private boolean mayBeRead() {
        boolean mayDump = facts.flavour().mayReplicate(connection);
        boolean maySeeStatus = Privileges.allow(connection, facts.flavour().statusStatement());
        if (!mayDump || !maySeeStatus) {
            findings.error(
                    "The account '" + subject.user() + "' lacks "
                            + (mayDump ? "" : "REPLICATION SLAVE") + (mayDump || maySeeStatus ? "" : " and ")
                            + (maySeeStatus ? "" : "REPLICATION CLIENT"),
                    subject.grant("REPLICATION SLAVE, REPLICATION CLIENT", "*.*"));
        }
        return maySeeStatus;
    }

    private void checkReplica() {
        String variable = facts.variables().containsKey(ServerFacts.LOG_REPLICA_UPDATES)
                ? ServerFacts.LOG_REPLICA_UPDATES
                : ServerFacts.LOG_SLAVE_UPDATES;
        String statement = facts.flavour().replicationStatement();
        if (facts.variable(variable).equals("OFF")
                && Privileges.allow(connection, statement)
                && !connection.query(statement).isEmpty()) {
            findings.error(
                    variable + " is OFF on this replica, so that what it receives from its source is not in its binlog",
                    "start it with " + variable
                            + "=ON in the [mysqld] section of its configuration, or read from its source");
        }
    }

    private void checkFilters() {
        List<List<@Nullable String>> status = connection.query(facts.flavour().statusStatement());
        if (status.isEmpty()) {
            return; // no binlog, which was found before
        }
        List<String> written = names(ServerFacts.text(status.get(0), DO_DATABASES));
        List<String> ignored = names(ServerFacts.text(status.get(0), IGNORE_DATABASES));
        for (String database : subject.tables().databases()) {
            if (!written.isEmpty() && !written.contains(database)) {
                filtered(database, "binlog_do_db (" + String.join(", ", written) + ") leaves out");
            } else if (written.isEmpty() && ignored.contains(database)) {
                filtered(database, "binlog_ignore_db (" + String.join(", ", ignored) + ") names");
            }
        }
    }

    private void filtered(String database, String how) {
        findings.error(
                "Changes of the database '" + database + "' are not written to the binlog: " + how + " it",
                "take the option out of the server's configuration and restart it");
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
