package dev.tributary.kafka;

import dev.tributary.testkit.KafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** What the broker tells of consumer groups. */
final class KafkaGroups {

    private KafkaGroups() {}

    /** Returns the names of a group's static members. */
    static Set<String> instances(KafkaBroker kafka, String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                    .flatMap(member -> member.groupInstanceId().stream())
                    .collect(Collectors.toSet());
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
