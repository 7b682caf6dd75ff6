package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180) // the first run fetches the registry
class SchemaRegistryServerIT {

    /** Over a connection of its own: the JDK's client can wait for ever on one that is closed while a request is under way. */
    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void keepsSchemasAsConfluentsDoesUntilItIsKilled() throws Exception {
        try (SchemaRegistryServer registry = SchemaRegistryServer.start()) {
            HttpRequest.Builder registration = HttpRequest.newBuilder(
                            URI.create(registry.url() + "/subjects/t-value/versions"))
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}"));

            assertThat(send(registration).body()).matches("\\{\"id\":\\d+}");
            HttpRequest.Builder subjects = HttpRequest.newBuilder(URI.create(registry.url() + "/subjects"));
            assertThat(send(subjects).body()).isEqualTo("[\"t-value\"]");

            registry.kill();

            assertThatThrownBy(() -> send(subjects)).isInstanceOf(IOException.class);
        }
    }
}
