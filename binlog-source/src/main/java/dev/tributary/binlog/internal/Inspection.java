package dev.tributary.binlog.internal;

import dev.tributary.binlog.PreflightReport.Finding;
import dev.tributary.binlog.PreflightReport.Severity;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import dev.tributary.binlog.internal.net.DumpSession;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at every server of a source without reading from it. Immutable. */
public final class Inspection {

    private final SourceSettings settings;
    private final Optional<BinlogPosition> saved;
    private final InstantSource clock;

    /** @param saved the position to go on from, if there is one */
    public Inspection(SourceSettings settings, Optional<BinlogPosition> saved, InstantSource clock) {
        this.settings = settings;
        this.saved = saved;
        this.clock = clock;
    }

    /** Returns what is found, by server in their order, the worst first. A server that cannot be reached is a finding too. */
    public List<Finding> findings() {
        return settings.servers().stream().flatMap(this::findings).toList();
    }

    private Stream<Finding> findings(ConnectionSettings server) {
        Connector connector = new Connector(server);
        try {
            BinlogConnection connection = connector.connect();
            try {
                ServerFacts facts = ServerFacts.read(connection);
                Preflight.Subject subject = new Preflight.Subject(connection, facts, server.address(), settings);
                List<Finding> findings = Preflight.findings(subject, clock);
                boolean canResume = findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
                return canResume
                        ? Stream.concat(positionFinding(connector, subject).stream(), findings.stream())
                        : findings.stream();
            } finally {
                connector.close(connection);
            }
        } catch (BinlogFailure e) {
            return Stream.of(error(server.address(), e));
        }
    }

    private Finding error(String address, BinlogFailure e) {
        String message = String.valueOf(
                Failures.translate(e, settings.preferred().user()).getMessage());
        return new Finding(Severity.ERROR, address, message, "");
    }

    private Optional<Finding> positionFinding(Connector connector, Preflight.Subject subject) {
        ReplicaIdentity passingBy = ReplicaIdentity.random();
        DumpSession dump = new DumpSession(
                passingBy.id(), passingBy.uuid(), settings.preferred().heartbeat(), true);
        Resumption resumption = new Resumption(
                subject.connection(),
                subject.facts(),
                new GtidsAtOffset(connector, dump),
                new BinlogProbe(connector, dump));
        try {
            saved.ifPresent(position -> resumption.resume(position, false));
            return Optional.empty();
        } catch (BinlogFailure e) {
            Finding refused = error(subject.address(), e);
            boolean beginsAnew = settings.beginsAnewAfter(e);
            return Optional.of(
                    beginsAnew
                            ? new Finding(
                                    Severity.WARNING, refused.server(), refused.what(), "a new snapshot will begin")
                            : refused);
        }
    }
}
