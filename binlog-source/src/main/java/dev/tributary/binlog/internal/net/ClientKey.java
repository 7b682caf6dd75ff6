package dev.tributary.binlog.internal.net;

import dev.tributary.Secret;
import java.security.KeyStore;

/**
 * What a client shows a server that wants a certificate.
 *
 * @param password of the keys in the store
 */
public record ClientKey(KeyStore store, Secret password) {}
