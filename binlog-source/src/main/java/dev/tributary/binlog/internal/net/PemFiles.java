package dev.tributary.binlog.internal.net;

import dev.tributary.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files, which is the form that servers keep them in. */
public final class PemFiles {

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private PemFiles() {}

    /**
     * Returns a store that trusts the certificates of a file.
     *
     * @throws IllegalArgumentException if the file holds none, naming it
     * @throws UncheckedIOException if it cannot be read
     */
    public static KeyStore trusting(Path file) {
        try {
            KeyStore store = empty();
            for (Certificate certificate : certificates(file)) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Returns a client's certificate and key.
     *
     * @throws IllegalArgumentException if one of the files holds something else, naming it
     * @throws UncheckedIOException if one cannot be read
     */
    public static ClientKey clientKey(Path certificateFile, Path keyFile) {
        try {
            Secret password = Secret.of("");
            KeyStore store = empty();
            store.setKeyEntry(
                    "client",
                    key(keyFile),
                    password.reveal().toCharArray(),
                    certificates(certificateFile).toArray(Certificate[]::new));
            return new ClientKey(store, password);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "The files " + certificateFile + " and " + keyFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static List<Certificate> certificates(Path file) throws GeneralSecurityException {
        byte[] bytes = read(file).getBytes(StandardCharsets.ISO_8859_1);
        List<Certificate> certificates = new ArrayList<>(
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes)));
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("The file " + file + " holds no certificate in PEM form");
        }
        return certificates;
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException {
        Matcher found = PKCS8.matcher(read(file));
        if (!found.find()) {
            throw new IllegalArgumentException("The file " + file
                    + " holds no private key in PKCS#8 form (BEGIN PRIVATE KEY)"
                    + " without a password; convert it: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out key.pem");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException another) {
                // The file does not say which it is.
            }
        }
        throw new IllegalArgumentException(
                "The private key in the file " + file + " is of none of the kinds " + ALGORITHMS);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be read: " + e, e);
        }
    }
}
