package dev.freehold.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Which certificates of a server a client takes.
public final class ServerTrust {
  /// Those that the Java runtime trusts, for the name of the server.
  public static final ServerTrust SYSTEM = new ServerTrust(Optional.empty(), true);

  private final Optional<SSLContext> context;
  private final boolean checksName;

  private ServerTrust(Optional<SSLContext> context, boolean checksName) {
    this.context = context;
    this.checksName = checksName;
  }

  /// Those that one of these certificates signed, and these themselves, for the name of the server.
  ///
  /// @param pem one or more certificates, as PEM or DER
  /// @throws InvalidCertificateException if there is none, or one cannot be read
  public static ServerTrust of(byte[] pem) {
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (certificates.isEmpty()) {
        throw new InvalidCertificateException("it has no certificate");
      }
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      for (Certificate each : certificates) {
        anchors.setCertificateEntry("certificate " + anchors.size(), each);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(anchors);
      return new ServerTrust(Optional.of(context(managers.getTrustManagers())), true);
    } catch (CertificateException e) {
      throw new InvalidCertificateException("it is no certificate in PEM: " + e.getMessage());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the Java runtime has no trust store", e);
    }
  }

  /// Every certificate, for every name: anyone who is between can read and change all.
  public static ServerTrust anything() {
    try {
      SSLContext context = context(new TrustManager[] {new NoVerification()});
      return new ServerTrust(Optional.of(context), false);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime has no TLS", e);
    }
  }

  private static SSLContext context(TrustManager[] managers) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers, null);
    return context;
  }

  SSLContext context() {
    try {
      return context.isPresent() ? context.get() : SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime has no TLS", e);
    }
  }

  boolean checksName() {
    return checksName;
  }

  /// A file without a usable certificate. The message states the error.
  public static final class InvalidCertificateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidCertificateException(String message) {
      super(message);
    }
  }

  /// As an extended manager it also decides about the name, which is not verified either.
  private static final class NoVerification extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
