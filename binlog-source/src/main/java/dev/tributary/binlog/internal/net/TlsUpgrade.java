package dev.tributary.binlog.internal.net;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Puts TLS over an open socket, and checks the certificate as far as the settings want it. */
final class TlsUpgrade implements com.github.shyiko.mysql.binlog.network.SSLSocketFactory {

    private final ConnectionSettings settings;
    private final SSLContext context;
    private Socket upgraded;

    /** @param plain the socket under the protection */
    TlsUpgrade(ConnectionSettings settings, Socket plain) {
        this.settings = settings;
        this.upgraded = plain;
        this.context = context(settings.tls());
    }

    /** The socket to read from and write to: the protected one if there is one. */
    Socket socket() {
        return upgraded;
    }

    @Override
    public SSLSocket createSocket(Socket plain) throws SocketException {
        try {
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, settings.host(), settings.port(), true);
            if (settings.tls().verifiesHost()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            upgraded = socket;
            return socket;
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            SocketException wrapped = new SocketException("TLS over a connected socket");
            wrapped.initCause(e);
            throw wrapped;
        }
    }

    private static SSLContext context(TlsSettings tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    tls.clientKey().isPresent() ? keys(tls.clientKey().get()) : null,
                    tls.verifiesCertificate() ? trusting(tls) : new TrustManager[] {new Unverified()},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new BinlogFailure(BinlogFailure.Kind.TLS, "Cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keys(ClientKey key) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(key.store(), key.password().reveal().toCharArray());
        return factory.getKeyManagers();
    }

    private static TrustManager[] trusting(TlsSettings tls) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore jvmDefault = null;
        factory.init(tls.trustStore().orElse(jvmDefault));
        return factory.getTrustManagers();
    }

    /** Takes any certificate, which is what the modes PREFERRED and REQUIRED mean. */
    private static final class Unverified extends X509ExtendedTrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
