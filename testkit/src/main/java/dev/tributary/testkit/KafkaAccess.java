package dev.tributary.testkit;

import dev.tributary.testkit.internal.kafka.KafkaSecurity;
import dev.tributary.testkit.internal.kafka.KafkaTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The users of a {@link KafkaBroker}, how they log in and what they may do. At first they may do nothing. What is changed
 * here takes effect a moment later, for clients that are connected too. Thread-safe.
 */
public final class KafkaAccess {
    private static final int ITERATIONS = 4096;
    private static final String MODULES = "org.apache.kafka.common.security.";

    private final String adminAddress;
    private final Map<String, String> passwords;

    KafkaAccess(String adminAddress, Map<String, String> passwords) {
        this.adminAddress = adminAddress;
        this.passwords = passwords;
    }

    /** Allows a user some operations on one topic, group, transactional id, or the cluster. */
    public void grant(String user, ResourceType type, String name, AclOperation... operations) {
        List<AclBinding> bindings = bindings(user, type, name, operations);
        KafkaTopics.ask(
                adminAddress,
                "Cannot grant " + bindings,
                admin -> admin.createAcls(bindings).all());
    }

    /** Takes back what {@link #grant} has allowed. */
    public void revoke(String user, ResourceType type, String name, AclOperation... operations) {
        List<AclBinding> bindings = bindings(user, type, name, operations);
        KafkaTopics.ask(
                adminAddress,
                "Cannot revoke " + bindings,
                admin -> admin.deleteAcls(
                                bindings.stream().map(AclBinding::toFilter).toList())
                        .all());
    }

    private static List<AclBinding> bindings(String user, ResourceType type, String name, AclOperation... operations) {
        ResourcePattern resource = new ResourcePattern(type, name, PatternType.LITERAL);
        return Stream.of(operations)
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }

    /** Sets the password that a user logs in with by SCRAM; that of PLAIN stays what it was at the start. */
    public void password(String user, String password) {
        KafkaTopics.ask(
                adminAddress,
                "Cannot set the password of '" + user + "'",
                admin -> admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password)))
                        .all());
    }

    /** The file, in PEM, with the certificate that clients must trust. */
    public Path trustedCertificate() {
        return KafkaSecurity.trustedCertificate();
    }

    /** The properties of a client that logs in by SCRAM, with the password that the user had at the start. */
    public Map<String, String> scram(String user) {
        return client("SCRAM-SHA-512", "scram.ScramLoginModule", login(user, password(user)));
    }

    /** The properties of a client that logs in by PLAIN. */
    public Map<String, String> plain(String user) {
        return client("PLAIN", "plain.PlainLoginModule", login(user, password(user)));
    }

    /**
     * The properties of a client that logs in by a token which says who it is; any name will do. Kafka wants
     * {@code com.fasterxml.jackson.core:jackson-databind} on the class path for it.
     */
    public Map<String, String> oauthBearer(String user) {
        return client(
                "OAUTHBEARER", "oauthbearer.OAuthBearerLoginModule", "unsecuredLoginStringClaim_sub=\"" + user + "\"");
    }

    private Map<String, String> client(String mechanism, String module, String login) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                trustedCertificate().toString(),
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                MODULES + module + " required " + login + ";");
    }

    private String password(String user) {
        String password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException("The broker was started without a user '" + user + "'");
        }
        return password;
    }

    private static String login(String user, String password) {
        return "username=\"" + user + "\" password=\"" + password + "\"";
    }
}
