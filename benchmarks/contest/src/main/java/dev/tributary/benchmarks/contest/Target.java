package dev.tributary.benchmarks.contest;

import java.util.Locale;

/** The database in which changes are stored. */
public enum Target {
    MYSQL {
        @Override
        String url(Task task) {
            return "jdbc:mysql://" + task.host() + ":" + task.port() + "/" + task.setting(DATABASE)
                    + "?sslMode=DISABLED&allowPublicKeyRetrieval=true&connectionTimeZone=UTC"
                    + "&forceConnectionTimeZoneToSession=true";
        }
    },
    POSTGRESQL {
        @Override
        String url(Task task) {
            return "jdbc:postgresql://" + task.host() + ":" + task.port() + "/" + task.setting(DATABASE)
                    + "?stringtype=unspecified&options=-c%20timezone=UTC";
        }
    };

    /** The setting with the name of the target. */
    public static final String SETTING = "target";

    /** The setting with the database of a connection. */
    public static final String DATABASE = "database";

    /** Returns the target of a task. */
    public static Target of(Task task) {
        return valueOf(task.setting(SETTING));
    }

    /** Returns the address of the task's database, in a session whose time zone is UTC. */
    abstract String url(Task task);

    /** Returns the name for settings. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
