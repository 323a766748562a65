package dev.freehold.db;

import dev.freehold.db.DatabaseTarget.TlsMode;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Converts a [DatabaseTarget] to the options of the Vert.x client.
final class PgConnectOptionsFactory {
  private PgConnectOptionsFactory() {}

  /// The options of a connection to the first server. The run-time parameters are those that PgBouncer tracks; it
  /// refuses others.
  static PgConnectOptions of(DatabaseTarget target) {
    boolean verifies = target.tls() == TlsMode.REQUIRE && target.rootCertificate() != null;
    TlsMode tls = verifies ? TlsMode.VERIFY_CA : target.tls();
    return new PgConnectOptions()
        .setHost(target.host())
        .setPort(target.port())
        .setDatabase(target.database())
        .setUser(target.user())
        .setPassword(target.password().reveal())
        .setSslMode(SslMode.valueOf(tls.name()))
        .setSslOptions(tls(tls, target.rootCertificate()))
        .setReconnectAttempts(0)
        .setPipeliningLimit(PipelinedConnection.WINDOW + 1)
        .setUseLayer7Proxy(target.pooler() == Pooler.TRANSACTION_UNPREPARED)
        .setCachePreparedStatements(target.pooler() != Pooler.TRANSACTION_UNPREPARED)
        .setPreparedStatementCacheMaxSize(256)
        .setPreparedStatementCacheSqlLimit(64 << 10)
        .setProperties(
            Map.of(
                "application_name", target.applicationName(),
                "client_encoding", "UTF8",
                "DateStyle", "ISO",
                "TimeZone", "UTC"));
  }

  private static ClientSSLOptions tls(TlsMode mode, @Nullable Path rootCertificate) {
    ClientSSLOptions options = new ClientSSLOptions();
    return switch (mode) {
      case DISABLE -> options;
      case ALLOW, PREFER, REQUIRE -> options.setTrustAll(true).setHostnameVerificationAlgorithm("");
      case VERIFY_CA ->
          options.setTrustOptions(trust(rootCertificate)).setHostnameVerificationAlgorithm("");
      case VERIFY_FULL ->
          options.setTrustOptions(trust(rootCertificate)).setHostnameVerificationAlgorithm("HTTPS");
    };
  }

  private static TrustOptions trust(@Nullable Path rootCertificate) {
    if (rootCertificate != null) {
      return new PemTrustOptions().addCertPath(rootCertificate.toAbsolutePath().toString());
    }
    try {
      TrustManagerFactory platform =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      platform.init((KeyStore) null);
      return TrustOptions.wrap(platform.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no authorities to trust", e);
    }
  }
}
