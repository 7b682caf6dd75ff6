package dev.tributary.binlog.internal;

import java.util.Locale;

/** Tells whether a host is this machine, by its name alone: a look-up could be made to lie. */
public final class Loopback {

    private Loopback() {}

    /** Returns whether the name is {@code localhost} or an address of the loopback interface. */
    public static boolean isName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("::1")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}");
    }
}
