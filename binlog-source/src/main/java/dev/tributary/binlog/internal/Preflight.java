package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks, before anything is read, that a server and its account are set as row capture needs them. */
final class Preflight {

    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private static final Set<String> PARTIAL_IMAGES = Set.of("MINIMAL", "NOBLOB", "FULL_NODUP");

    /** MariaDB's default. */
    private static final String NO_LOG = "NO_LOG";

    private final BinlogConnection connection;
    private final ServerFacts facts;
    private final String address;
    private final String user;
    private final List<String> findings = new ArrayList<>();

    private Preflight(BinlogConnection connection, ServerFacts facts, String address, String user) {
        this.connection = connection;
        this.facts = facts;
        this.address = address;
        this.user = user;
    }

    /**
     * Checks everything.
     *
     * @throws BinlogFailure that lists all that must be changed, each with the SQL that does it
     */
    static void check(BinlogConnection connection, ServerFacts facts, String address, String user) {
        Preflight preflight = new Preflight(connection, facts, address, user);
        preflight.checkVersion();
        preflight.checkVariables();
        preflight.checkPrivileges();
        if (!preflight.findings.isEmpty()) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.NOT_SET,
                    facts.flavour().product() + " at " + address + " is not set for the capture of row changes:\n- "
                            + String.join("\n- ", preflight.findings));
        }
        if (!facts.hasGtids()) {
            LOG.info(
                    "{}: gtid_mode is {}, so positions are by file and offset, and good for this one server only",
                    address,
                    facts.variable(ServerFacts.GTID_MODE));
        }
    }

    /** The statement that gives an account what it needs. */
    static String grant(String user) {
        return "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + user.replace("'", "''") + "'@'%';";
    }

    private void checkVersion() {
        facts.flavour().versionFinding(facts.version()).ifPresent(findings::add);
    }

    private void checkVariables() {
        if (!facts.variable(ServerFacts.LOG_BIN).equals("ON")) {
            findings.add("The server writes no binlog (log_bin=" + facts.variable(ServerFacts.LOG_BIN)
                    + "); start it with log_bin=binlog and server_id=1 in the [mysqld] section of its configuration");
        }
        expect(ServerFacts.BINLOG_FORMAT, "ROW", "changes are logged as statements, from which no row can be told");
        checkRowImage();
        if (facts.variable(ServerFacts.BINLOG_ROW_METADATA).equals(NO_LOG)) {
            expect(ServerFacts.BINLOG_ROW_METADATA, "FULL", "signs and character sets of columns are not logged");
        }
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
            LOG.warn(
                    "{}: binlog_row_image is {}, so that rows lack columns: those that an update has not changed, and"
                            + " those that an insert left to their defaults; row.has(column) tells. For whole rows run: {}",
                    address,
                    image,
                    facts.flavour().set(ServerFacts.BINLOG_ROW_IMAGE, "FULL"));
        }
    }

    private void expect(String variable, String expected, String consequence) {
        String seen = facts.variable(variable);
        if (!seen.equals(expected)) {
            findings.add(variable + " is " + seen + ", so that " + consequence + "; run: "
                    + facts.flavour().set(variable, expected)
                    + " (sessions that are open keep their own value until they reconnect)");
        }
    }

    private void checkPrivileges() {
        boolean mayDump = facts.flavour().mayReplicate(connection);
        boolean maySeeStatus = Privileges.allow(connection, facts.flavour().statusStatement());
        if (!mayDump || !maySeeStatus) {
            findings.add("The account '" + user + "' lacks "
                    + (mayDump ? "" : "REPLICATION SLAVE") + (mayDump || maySeeStatus ? "" : " and ")
                    + (maySeeStatus ? "" : "REPLICATION CLIENT") + "; run: " + grant(user));
        }
    }
}
