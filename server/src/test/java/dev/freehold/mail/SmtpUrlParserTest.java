package dev.freehold.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.mail.SmtpServer.Encryption;
import dev.freehold.mail.SmtpServer.SmtpLogin;
import dev.freehold.mail.SmtpUrlParser.SmtpUrl;
import dev.freehold.type.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpUrlParserTest {
  private static SmtpServer server(String url) {
    return ((SmtpUrl.Valid) SmtpUrlParser.parse(url)).server();
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://mail.example.com, mail.example.com, 587, STARTTLS",
    "SMTP://mail.example.com:25/, mail.example.com, 25, STARTTLS",
    "smtp://mail.example.com?starttls=required, mail.example.com, 587, STARTTLS",
    "smtps://mail.example.com, mail.example.com, 465, TLS",
    "smtps://mail.example.com:2465, mail.example.com, 2465, TLS",
    "smtp://mailpit:1025?starttls=off, mailpit, 1025, NONE",
    "smtp://[::1]:1025?starttls=off, ::1, 1025, NONE",
  })
  void encryptionIsTheDefault(String url, String host, int port, Encryption encryption) {
    SmtpServer server = server(url);
    assertThat(server.host()).isEqualTo(host);
    assertThat(server.port()).isEqualTo(port);
    assertThat(server.encryption()).isEqualTo(encryption);
    assertThat(server.login()).isEmpty();
  }

  @Test
  void userAndPasswordAreDecoded() {
    assertThat(server("smtp://no-reply%40example.com:p%3A%40%2F%25%C3%A9+@mail").login())
        .isEqualTo(Optional.of(new SmtpLogin("no-reply@example.com", Secret.of("p:@/%é+"))));
    assertThat(server("smtp://me:hidden@mail").toString()).doesNotContain("hidden");
    assertThat(server("smtp://me:hidden@localhost?starttls=off").login()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail.example.com",
        "http://me:hidden@mail",
        "smtp://",
        "smtp://me:hid@den@mail",
        "smtp://me:hid#den@mail",
        "smtp://me:hidden@mail:0",
        "smtp://me:hidden@mail:70000",
        "smtp://me:hidden@mail:smtp",
        "smtp://me:hidden@mail/path",
        "smtp://me:hidden@mail#hidden",
        "smtp://me:hidden@mail?tls=hidden",
        "smtp://me:hidden@mail?starttls=optional",
        "smtp://me:hidden@mail?starttls=off",
        "smtp://me:hidden@127.0.0.1.example.com?starttls=off",
        "smtps://me:hidden@mail?starttls=off",
        "smtp://me:hidden@mail?starttls=required&starttls=off",
        "smtp://me:hidden@mail?ca=/hidden/no/such/file",
        "smtp://me:hid%0D%0Aden@mail",
        "smtp://me:hid%00den@mail",
        "smtp://me:%FFhidden@mail",
        "smtp://me:hid%4",
        "smtp://me@mail",
        "smtp://:hidden@mail",
      })
  void anythingElseIsAFaultWithoutASecret(String url) {
    assertThat(SmtpUrlParser.parse(url))
        .isInstanceOfSatisfying(
            SmtpUrl.Invalid.class,
            invalid -> {
              assertThat(invalid.faults()).isNotEmpty();
              assertThat(invalid.faults()).noneMatch(f -> f.contains("hid") || f.contains("den@"));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no-reply@example.com         | no-reply@example.com |
          Tasks <no-reply@example.com> | no-reply@example.com | Tasks
          Täsks 2 <a@b>                | a@b                  | Täsks 2
          """)
  void aSenderHasAnAddressAndPerhapsAName(String text, String address, @Nullable String name) {
    assertThat(MailAddress.parse(text)).contains(new MailAddress(address, name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Tasks",
        "Tasks <>",
        "Tasks <a@b",
        "a@b, c@d",
        "Tasks <a@b>, <c@d>",
        "\"Tasks\" <a@b>",
        "Tasks\r\nBcc: eve@example.org <a@b>",
        "Tasks <a@b>\r\nBcc: eve@example.org",
        "Tasks <a@b\r\nBcc:e@x>",
      })
  void anythingElseIsNoSender(String text) {
    assertThat(MailAddress.parse(text)).isEmpty();
  }
}
