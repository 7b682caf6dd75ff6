package dev.tributary.scripted;

/**
 * What flows in tests: the n-th change of a key.
 *
 * @param number from 1, without a gap in each key
 */
public record Element(String key, int number) {

    @Override
    public String toString() {
        return key + number;
    }
}
