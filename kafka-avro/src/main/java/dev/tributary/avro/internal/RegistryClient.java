package dev.tributary.avro.internal;

import dev.tributary.Backoff;
import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.TributaryException;
import dev.tributary.format.JsonBuffer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the protocol of Confluent's schema registry, as far as it is needed here: to register a schema, to look one up, and
 * to get one by its id (<a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">reference</a>).
 * Keeps nothing but connections. Thread-safe.
 */
public final class RegistryClient {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int TRIES = 4;

    private final List<URI> urls;
    private final RegistryLogin login;
    private final Duration timeout;
    private final Backoff backoff;
    private final HttpClient http;

    /** Creates a client, which connects when it is first used. */
    public RegistryClient(List<URI> urls, RegistryLogin login, Duration timeout, SSLContext tls) {
        this(urls, login, timeout, tls, new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2)));
    }

    RegistryClient(List<URI> urls, RegistryLogin login, Duration timeout, SSLContext tls, Backoff backoff) {
        this.urls = urls;
        this.login = login;
        this.timeout = timeout;
        this.backoff = backoff;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .sslContext(tls)
                .build();
    }

    /** Returns what the JVM trusts. */
    public static SSLContext defaultTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("The JVM's own settings of TLS cannot be used", broken);
        }
    }

    /**
     * Returns an address of a registry.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static URI checked(String address) {
        String what = "The address of a schema registry must be like https://registry:8081";
        URI url;
        try {
            url = URI.create(address.replaceAll("/+$", ""));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(what + ", but cannot be read", malformed);
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(what + ", without a login: use basicAuth(...)");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(what + ", but is '" + address + "'");
        }
        return url;
    }

    /**
     * Returns the id of a schema under a subject, which has it from now on.
     *
     * @throws ConfigurationException if the registry refuses it
     */
    int register(String subject, String schema) {
        RegistryAnswer answer = post("/subjects/" + encoded(subject) + "/versions", schema);
        if (answer.status() == 409) {
            throw new ConfigurationException(
                    "The schema registry " + this + " refuses a schema for the subject '" + subject
                            + "', since it is not compatible with those that the subject has (" + answer
                            + difference(subject, schema)
                            + "). A column that was added or dropped is always compatible; one whose type has changed may not be."
                            + " Either let the subject take it (PUT /config/" + subject
                            + " {\"compatibility\":\"NONE\"}), if its readers can, or write to another topic. If the topic is of"
                            + " several tables, let each have a subject: AvroFormat.subjects(SubjectNames.topicAndRecord())");
        }
        if (!answer.isGood()) {
            throw refused(answer, "to register a schema for the subject '" + subject + "'");
        }
        return id(answer);
    }

    private String difference(String subject, String schema) {
        RegistryAnswer latest = send("/subjects/" + encoded(subject) + "/versions/latest", null);
        return latest.member("schema")
                .map(older -> SchemaDifference.of(older, schema))
                .orElse("");
    }

    /** Returns the id of a schema under a subject, if the subject has it. */
    Optional<Integer> lookup(String subject, String schema) {
        RegistryAnswer answer = post("/subjects/" + encoded(subject), schema);
        if (answer.isNotThere()) {
            return Optional.empty();
        }
        if (!answer.isGood()) {
            throw refused(answer, "to look a schema up in the subject '" + subject + "'");
        }
        return Optional.of(id(answer));
    }

    /** Returns a schema by its id, if it is there. */
    Optional<String> schema(int id) {
        RegistryAnswer answer = send("/schemas/ids/" + Integer.toUnsignedString(id), null);
        if (answer.isNotThere()) {
            return Optional.empty();
        }
        if (!answer.isGood()) {
            throw refused(answer, "to give the schema of the id " + id);
        }
        return Optional.of(answer.member("schema").orElseThrow(() -> noRegistry(answer)));
    }

    private int id(RegistryAnswer answer) {
        try {
            return Integer.parseInt(answer.member("id").orElse(""));
        } catch (NumberFormatException none) {
            throw noRegistry(answer);
        }
    }

    private RegistryAnswer post(String path, String schema) {
        JsonBuffer json = new JsonBuffer();
        json.raw('{').string("schema").raw(':').string(schema).raw('}');
        return send(path, json.toBytes());
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Sends a request, again as long as that may help; a body makes it a POST. */
    private RegistryAnswer send(String path, byte @Nullable [] body) {
        RetriableException failure = null;
        for (int tried = 0; tried < TRIES; tried++) {
            if (failure != null) {
                pause(tried, failure);
            }
            URI url = URI.create(urls.get(tried % urls.size()) + path);
            try {
                RegistryAnswer answer = sendOnce(url, body);
                if (!answer.mayPass()) {
                    return answer;
                }
                failure = new RetriableException(
                        "The schema registry " + this + " has failed to answer (" + answer + "): see its log");
            } catch (IOException unreachable) {
                failure = new RetriableException(
                        "The schema registry " + this + " cannot be reached (" + unreachable
                                + "): is it running, and may this machine connect?",
                        unreachable);
            }
        }
        throw failure == null ? new IllegalStateException() : failure;
    }

    private RegistryAnswer sendOnce(URI url, byte @Nullable [] body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(timeout).header("Accept", MEDIA_TYPE + ", application/json");
        login.header().ifPresent(value -> request.header("Authorization", value));
        if (body != null) {
            request.header("Content-Type", MEDIA_TYPE).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofByteArray());
            return RegistryAnswer.of(response.statusCode(), response.body());
        } catch (SSLHandshakeException refused) {
            throw untrusted(refused);
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
            throw interrupted(breakOff);
        }
    }

    /** Returns what is to be done about a certificate, which no further try makes another; other failures may pass. */
    private ConfigurationException untrusted(SSLHandshakeException refused) throws SSLHandshakeException {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return new ConfigurationException(
                        "The certificate of the schema registry " + this + " is not trusted (" + cause.getMessage()
                                + "): let SchemaRegistry.sslContext(...) trust its authority, and the address name a host"
                                + " that it is made out to",
                        refused);
            }
        }
        throw refused;
    }

    private void pause(int failures, RetriableException failure) {
        try {
            TimeUnit.NANOSECONDS.sleep(backoff.delay(failures).toNanos());
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
            RetriableException interrupted = interrupted(breakOff);
            interrupted.addSuppressed(failure);
            throw interrupted;
        }
    }

    private RetriableException interrupted(InterruptedException breakOff) {
        return new RetriableException("Asking the schema registry " + this + " was broken off", breakOff);
    }

    private TributaryException refused(RegistryAnswer answer, String what) {
        String message = "The schema registry " + this + " refuses " + what + " (" + answer + "): ";
        return switch (answer.status()) {
            case 401 ->
                new ConfigurationException(
                        message + "let the user and password, or the token, of SchemaRegistry be right");
            case 403 -> new ConfigurationException(message + "give its user the right");
            case 404 -> noRegistry(answer);
            default -> new ConfigurationException(message + "mend what it says");
        };
    }

    private ConfigurationException noRegistry(RegistryAnswer answer) {
        return new ConfigurationException("No schema registry of Confluent's protocol answers at " + this + " ("
                + answer + "): correct SchemaRegistry.url(...); Apicurio's speaks it below /apis/ccompat/v7");
    }

    /** Returns the addresses. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        urls.forEach(url -> text.add(url.toString()));
        return text.toString();
    }
}
