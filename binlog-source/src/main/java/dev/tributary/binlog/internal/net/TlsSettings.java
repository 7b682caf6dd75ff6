package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.SslMode;
import java.security.KeyStore;
import java.util.Optional;

/**
 * How to protect a connection.
 *
 * @param trustStore the authorities to trust; empty for those of the JVM
 * @param clientKey what to show a server that wants a certificate
 */
public record TlsSettings(SslMode mode, Optional<KeyStore> trustStore, Optional<ClientKey> clientKey) {

    boolean isWanted() {
        return mode != SslMode.DISABLED;
    }

    boolean isRequired() {
        return mode != SslMode.DISABLED && mode != SslMode.PREFERRED;
    }

    boolean verifiesCertificate() {
        return mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_IDENTITY;
    }

    boolean verifiesHost() {
        return mode == SslMode.VERIFY_IDENTITY;
    }
}
