package dev.freehold.mail;

import dev.freehold.mail.SmtpServer.Encryption;
import dev.freehold.mail.SmtpServer.SmtpLogin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/// Sends mail to an SMTP server. Each mail has a virtual thread and a connection of its own.
///
/// A conversation that takes too long is interrupted, which closes its connection. Its failure is
/// reported only then, so that the mail is not accepted afterwards.
public final class SmtpTransport implements MailTransport {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /// Replies that concern the mail itself (RFC 5321 section 4.2.3): mailbox unknown, relaying refused,
  /// too large, bad parameters, content refused. Other permanent ones concern the configuration, which
  /// can be mended before the next attempt.
  private static final Set<Integer> ABOUT_THE_MAIL = Set.of(550, 551, 552, 553, 554, 555);

  private final Vertx vertx;
  private final SmtpServer server;
  private final MailAddress from;
  private final Duration longest;
  private final Session session;

  /// @throws IllegalStateException if the file with the certificates has none
  public SmtpTransport(Vertx vertx, SmtpServer server, MailAddress from) {
    this(vertx, server, from, LONGEST);
  }

  /// @param longest the longest time for one mail
  SmtpTransport(Vertx vertx, SmtpServer server, MailAddress from, Duration longest) {
    this.vertx = vertx;
    this.server = server;
    this.from = from;
    this.longest = longest;
    this.session = Session.getInstance(properties(server, from.domain()));
  }

  /// @param name of this client in its greeting. The library would ask DNS for it
  private static Properties properties(SmtpServer server, String name) {
    Properties set = new Properties();
    set.put("mail.smtp.localhost", name);
    set.put("mail.smtp.connectiontimeout", String.valueOf(CONNECT.toMillis()));
    set.put("mail.smtp.timeout", String.valueOf(SILENCE.toMillis()));
    set.put("mail.smtp.quitwait", "false");
    boolean tls = server.encryption() == Encryption.TLS;
    boolean startTls = server.encryption() == Encryption.STARTTLS;
    set.put("mail.smtp.ssl.enable", String.valueOf(tls));
    set.put("mail.smtp.starttls.enable", String.valueOf(startTls));
    set.put("mail.smtp.starttls.required", String.valueOf(startTls));
    set.put("mail.smtp.ssl.checkserveridentity", "true");
    set.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    set.put("mail.smtp.auth", String.valueOf(server.login().isPresent()));
    set.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
    server.certificates().ifPresent(file -> set.put("mail.smtp.ssl.socketFactory", trusting(file)));
    return set;
  }

  private static SSLSocketFactory trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), each);
      }
      if (trusted.size() == 0) {
        throw new IllegalStateException("no certificate in " + file);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificates in " + file, e);
    }
  }

  @Override
  public Future<Void> send(OutgoingMail mail) {
    Promise<Void> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
    Thread thread = Thread.ofVirtual().name("mail").unstarted(() -> converse(mail, promise));
    long deadline = vertx.setTimer(longest.toMillis(), _ -> thread.interrupt());
    thread.start();
    return promise.future().onComplete(_ -> vertx.cancelTimer(deadline));
  }

  private void converse(OutgoingMail mail, Promise<Void> promise) {
    try (Transport smtp = session.getTransport("smtp")) {
      MimeMessage message = message(mail);
      smtp.connect(
          server.host(),
          server.port(),
          server.login().map(SmtpLogin::user).orElse(null),
          server.login().map(login -> login.password().reveal()).orElse(null));
      smtp.sendMessage(message, message.getAllRecipients());
      // Accepted, whatever becomes of the connection.
      promise.complete();
    } catch (MessagingException | UnsupportedEncodingException | RuntimeException e) {
      promise.tryFail(failure(e));
    }
  }

  private MimeMessage message(OutgoingMail mail)
      throws MessagingException, UnsupportedEncodingException {
    MimeMessage message =
        new IdentifiedMessage(session, "<" + mail.id() + "@" + from.domain() + ">");
    message.setFrom(new InternetAddress(from.address(), from.name(), "UTF-8"));
    message.setRecipients(
        Message.RecipientType.TO, new Address[] {new InternetAddress(mail.to(), true)});
    message.setSubject(mail.subject(), "UTF-8");
    message.setSentDate(Date.from(Instant.now()));
    // No automatic answers (RFC 3834).
    message.setHeader("Auto-Submitted", "auto-generated");
    MimeMultipart parts = new MimeMultipart("alternative");
    parts.addBodyPart(part(mail.text(), "plain"));
    parts.addBodyPart(part(mail.html(), "html"));
    message.setContent(parts);
    message.saveChanges();
    return message;
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, "UTF-8", subtype);
    return part;
  }

  private static Throwable failure(Exception failure) {
    if (failure instanceof AuthenticationFailedException) {
      return new IllegalStateException("the SMTP server refused the log-in");
    }
    for (Exception each = failure; each != null; each = next(each)) {
      int code =
          switch (each) {
            case SMTPAddressFailedException e -> e.getReturnCode();
            case SMTPSenderFailedException e -> e.getReturnCode();
            case SMTPSendFailedException e -> e.getReturnCode();
            default -> -1;
          };
      if (code > 0) {
        return new MailRefusedException(code, ABOUT_THE_MAIL.contains(code));
      }
    }
    return failure;
  }

  private static @Nullable Exception next(Exception failure) {
    return failure instanceof MessagingException e ? e.getNextException() : null;
  }

  /// A message whose `Message-ID` is the same at each attempt, so that one that came twice can be
  /// known as one.
  private static final class IdentifiedMessage extends MimeMessage {
    private final String id;

    IdentifiedMessage(Session session, String id) {
      super(session);
      this.id = Objects.requireNonNull(id);
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
