package dev.tributary.testkit;

import dev.tributary.testkit.internal.kafka.KafkaSecurity;
import dev.tributary.testkit.internal.kafka.KafkaTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The users of a {@link KafkaBroker}, how they log in and what they may do. At first they may do nothing. What is granted or
 * taken back has taken effect when the call returns, for clients that are connected too. Thread-safe.
 */
public final class KafkaAccess {
    private static final Duration LIMIT = Duration.ofSeconds(10);
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
        grant(user, new ResourcePattern(type, name, PatternType.LITERAL), operations);
    }

    /** Allows a user some operations on what matches a pattern. */
    public void grant(String user, ResourcePattern resource, AclOperation... operations) {
        List<AclBinding> bindings = bindings(user, resource, operations);
        KafkaTopics.ask(
                adminAddress,
                "Cannot grant " + bindings,
                admin -> admin.createAcls(bindings).all());
        Await.until("rights " + bindings, LIMIT, () -> held().containsAll(bindings));
    }

    /** Takes back what {@link #grant(String, ResourceType, String, AclOperation...)} has allowed. */
    public void revoke(String user, ResourceType type, String name, AclOperation... operations) {
        List<AclBinding> bindings = bindings(user, new ResourcePattern(type, name, PatternType.LITERAL), operations);
        KafkaTopics.ask(
                adminAddress,
                "Cannot revoke " + bindings,
                admin -> admin.deleteAcls(
                                bindings.stream().map(AclBinding::toFilter).toList())
                        .all());
        Await.until("no rights " + bindings, LIMIT, () -> Collections.disjoint(held(), bindings));
    }

    /** What the broker goes by now; it learns of changes a moment after they are made. */
    private Collection<AclBinding> held() {
        return KafkaTopics.ask(
                adminAddress,
                "Cannot list the rights",
                admin -> admin.describeAcls(AclBindingFilter.ANY).values());
    }

    private static List<AclBinding> bindings(String user, ResourcePattern resource, AclOperation... operations) {
        return Stream.of(operations)
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }

    /**
     * Sets the password that a user logs in with by SCRAM, and makes the user if there is none of the name. It counts a moment
     * later. The password of PLAIN stays what it was at the start.
     */
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
        return scram(user, password(user));
    }

    /** The properties of a client that logs in by SCRAM, with a password that was set later. */
    public Map<String, String> scram(String user, String password) {
        return client("SCRAM-SHA-512", "scram.ScramLoginModule", login(user, password));
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
