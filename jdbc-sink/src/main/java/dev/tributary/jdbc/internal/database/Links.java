package dev.tributary.jdbc.internal.database;

/** Which foreign keys a table has to do with. */
public enum Links {
    /** None. */
    NONE,
    /** Its own only, which lead to other tables. */
    CHILD,
    /** Some lead to it, from other tables or from itself: what happens to its rows can happen to those that refer to them. */
    PARENT;

    /** Returns what a table has to do with. */
    public static Links of(boolean refers, boolean isReferredTo) {
        if (isReferredTo) {
            return PARENT;
        }
        return refers ? CHILD : NONE;
    }
}
