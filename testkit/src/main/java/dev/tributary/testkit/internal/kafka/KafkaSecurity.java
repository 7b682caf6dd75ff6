package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.internal.install.Cache;
import dev.tributary.testkit.internal.install.Command;
import dev.tributary.testkit.internal.process.LocalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a broker needs so that clients must use TLS and log in, and may do what they were granted. The nodes themselves
 * and the testkit use listeners of their own, as a user without a name who may do everything.
 */
public final class KafkaSecurity {
    private static final String STORE_PASSWORD = "testkit";
    private static final String KEY_STORE = "broker.p12";
    private static final String CERTIFICATE = "broker.pem";
    private static final String LISTENER = "listener.name.client.";
    private static final String MODULES = "org.apache.kafka.common.security.";

    private KafkaSecurity() {}

    /** The broker's properties; {@code passwords} are those of PLAIN, by user. */
    static Map<String, String> properties(Map<String, String> passwords) {
        Path folder = certificates();
        Map<String, String> properties = new HashMap<>();
        properties.put("listener.security.protocol.map", "CLIENT:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("ssl.keystore.location", folder.resolve(KEY_STORE).toString());
        properties.put("ssl.keystore.type", "PKCS12");
        properties.put("ssl.keystore.password", STORE_PASSWORD);
        properties.put(LISTENER + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512,OAUTHBEARER");
        properties.put(LISTENER + "plain.sasl.jaas.config", plain(passwords));
        properties.put(LISTENER + "scram-sha-512.sasl.jaas.config", MODULES + "scram.ScramLoginModule required;");
        properties.put(
                LISTENER + "oauthbearer.sasl.jaas.config",
                MODULES + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";");
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:ANONYMOUS");
        return properties;
    }

    private static String plain(Map<String, String> passwords) {
        return new TreeMap<>(passwords)
                .entrySet().stream()
                        .map(user -> " user_" + user.getKey() + "=\"" + user.getValue() + "\"")
                        .collect(Collectors.joining("", MODULES + "plain.PlainLoginModule required", ";"));
    }

    /** The file with the certificate that clients must trust. */
    public static Path trustedCertificate() {
        return certificates().resolve(CERTIFICATE);
    }

    /** Made once and kept, since they are worth nothing outside of tests. */
    private static Path certificates() {
        return Cache.ofUser().entry("kafka-tls", KafkaSecurity::make);
    }

    private static void make(Path folder) throws IOException {
        Command keytool = Command.in(
                        folder,
                        List.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()))
                .with("-keystore", KEY_STORE, "-storetype", "PKCS12", "-storepass", STORE_PASSWORD, "-alias", "broker");
        keytool.with("-genkeypair", "-keyalg", "EC", "-validity", "3650", "-dname", "CN=tributary-testkit")
                .with("-ext", "san=ip:" + LocalServer.HOST + ",dns:localhost")
                .run();
        keytool.with("-exportcert", "-rfc", "-file", CERTIFICATE).run();
    }
}
