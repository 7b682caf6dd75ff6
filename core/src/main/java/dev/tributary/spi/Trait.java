package dev.tributary.spi;

/** What a source gives or a sink needs, so that a pipeline that cannot work is refused when it is built. */
public enum Trait {
    /** Records have keys: those of {@code keyBy}, or of the source; of tables, where they have a primary key. */
    KEYS("records with keys (add keyBy(...))"),
    /** The source has one split for ever, so that all its records are in one order. */
    ONE_SPLIT("a source that is one ordered stream"),
    /** Several readers of the source share its splits, and each is read by one of them at a time. */
    SHARED_SPLITS("a source that shares its splits among readers, as a Kafka consumer group does"),
    /** Beginnings and commits of transactions travel with the records. */
    TRANSACTIONS("a source that tells where transactions begin and end");

    private final String description;

    Trait(String description) {
        this.description = description;
    }

    /** Returns what must be there, as a part of an error message. */
    public String description() {
        return description;
    }
}
