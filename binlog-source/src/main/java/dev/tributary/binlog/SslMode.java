package dev.tributary.binlog;

/** How a connection to the server is protected, with the meaning that MySQL's own clients give to these names. */
public enum SslMode {
    /** No encryption. */
    DISABLED,
    /** Encryption if the server offers it; whoever it is. */
    PREFERRED,
    /** Encryption or no connection; the server's certificate is not checked, so that it may be anyone. */
    REQUIRED,
    /** The certificate must be signed by a trusted authority; the name in it does not matter. */
    VERIFY_CA,
    /** The certificate must be signed by a trusted authority for the host that is connected to. */
    VERIFY_IDENTITY
}
