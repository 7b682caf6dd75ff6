package dev.tributary.kafka.internal;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What a client's user must be allowed, in the words of Kafka's tool for it.
 *
 * @param operation such as {@code Write}
 * @param resource the option of the tool, with the name, such as {@code --topic orders}
 */
record Right(String operation, String resource) {

    static Right writeTopic(String topic) {
        return new Right("Write", topic(topic));
    }

    static Right readTopic(String topic) {
        return new Right("Read", topic(topic));
    }

    static Right createTopic(String topic) {
        return new Right("Create", topic(topic));
    }

    static Right describeConfigs(String topic) {
        return new Right("DescribeConfigs", topic(topic));
    }

    static Right describeBrokers() {
        return new Right("DescribeConfigs", "--cluster");
    }

    static Right readGroup(String group) {
        return new Right("Read", "--group " + group);
    }

    static Right writeTransactionalId(String id) {
        return new Right("Write", "--transactional-id " + id);
    }

    /** The right to all that begin so. */
    static Right writeTransactionalIdsFrom(String prefix) {
        return new Right("Write", "--transactional-id " + prefix + " --resource-pattern-type prefixed");
    }

    /** Returns the same on topics that a broker has named. */
    Right onTopics(Collection<String> topics) {
        return new Right(operation, topics.stream().sorted().map(Right::topic).collect(Collectors.joining(" ")));
    }

    private static String topic(String topic) {
        return "--topic " + topic;
    }

    /** Returns the command that grants it. */
    String command() {
        return "kafka-acls --add --allow-principal User:... --operation " + operation + " " + resource;
    }
}
