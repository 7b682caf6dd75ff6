package dev.tributary.avro.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.Backoff;
import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client does when a server of HTTP fails as a healthy registry cannot be made to. */
@Timeout(30)
class RegistryClientTest {

    private static final Backoff SHORT = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1));

    private record Answer(int status, String body) {}

    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Answer answer = answers.remove();
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    private RegistryClient client(RegistryLogin login, URI... urls) {
        return new RegistryClient(List.of(urls), login, Duration.ofSeconds(10), RegistryClient.defaultTls(), SHORT);
    }

    @Test
    void registersUnderTheSubjectsNameWithTheLoginOfTheMoment() {
        AtomicInteger asked = new AtomicInteger();
        RegistryClient client =
                client(RegistryLogin.basic("me", Secret.from(() -> "pw" + asked.incrementAndGet())), url());
        answers.add(new Answer(200, "{\"id\":17}"));
        answers.add(new Answer(200, "{\"subject\":\"s\",\"references\":[],\"id\":18}"));

        assertThat(client.register("a b/ü-value", "{\"type\":\"int\"}")).isEqualTo(17);
        assertThat(client.lookup("t", "\"int\"")).contains(18);

        assertThat(requests)
                .containsExactly(
                        "POST /subjects/a%20b%2F%C3%BC-value/versions Basic bWU6cHcx {\"schema\":\"{\\\"type\\\":\\\"int\\\"}\"}",
                        "POST /subjects/t Basic bWU6cHcy {\"schema\":\"\\\"int\\\"\"}");
    }

    @Test
    void triesAgainWhatMayPass() {
        answers.add(new Answer(503, ""));
        answers.add(new Answer(429, "{\"message\":\"slower\"}"));
        answers.add(new Answer(500, "{\"error_code\":50001,\"message\":\"store\"}"));
        answers.add(new Answer(200, "{\"schema\":\"\\\"int\\\"\"}"));

        assertThat(client(RegistryLogin.bearer(Secret.of("t0ken")), url()).schema(5))
                .contains("\"int\"");
        assertThat(requests).hasSize(4).allMatch(request -> request.startsWith("GET /schemas/ids/5 Bearer t0ken"));
    }

    @Test
    void givesUpAfterFourTries() {
        for (int i = 0; i < 4; i++) {
            answers.add(new Answer(500, "{\"error_code\":50001,\"message\":\"Error in the backend\"}"));
        }

        assertThatThrownBy(() -> client(RegistryLogin.none(), url()).schema(5))
                .isInstanceOf(RetriableException.class)
                .hasMessage("The schema registry " + url()
                        + " has failed to answer (HTTP 500: Error in the backend): see its log");
        assertThat(answers).isEmpty();
    }

    @Test
    void asksTheNextAddressWhereOneDoesNotAnswer() {
        URI nobody = URI.create("http://127.0.0.1:1");
        answers.add(new Answer(200, "{\"id\":3}"));

        assertThat(client(RegistryLogin.none(), nobody, url()).register("s", "\"int\""))
                .isEqualTo(3);
        assertThatThrownBy(() -> client(RegistryLogin.none(), nobody).register("s", "\"int\""))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("http://127.0.0.1:1 cannot be reached")
                .hasMessageContaining("is it running");
    }

    @Test
    void saysWhatToMend() {
        answers.add(new Answer(401, "{\"error_code\":40101,\"message\":\"Unauthorized\"}"));
        answers.add(new Answer(403, ""));
        answers.add(new Answer(404, "<html>"));
        answers.add(new Answer(200, "<html>"));
        answers.add(new Answer(422, "{\"error_code\":42201,\"message\":\"Invalid Avro schema\"}"));
        RegistryClient client = client(RegistryLogin.none(), url());

        assertRefused(client, "HTTP 401: Unauthorized", "the user and password, or the token");
        assertRefused(client, "to register a schema for the subject 's' (HTTP 403)", "give its user the right");
        assertRefused(client, "No schema registry of Confluent's protocol answers", "/apis/ccompat/v7");
        assertRefused(client, "No schema registry of Confluent's protocol answers", "HTTP 200");
        assertRefused(client, "HTTP 422: Invalid Avro schema", "mend what it says");
    }

    private static void assertRefused(RegistryClient client, String... parts) {
        assertThatThrownBy(() -> client.register("s", "\"int\""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts);
    }
}
