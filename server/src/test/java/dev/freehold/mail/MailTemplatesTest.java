package dev.freehold.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.mail.MailTemplates.FileFault;
import dev.freehold.mail.MailTemplates.MailSite;
import dev.freehold.mail.Outbox.OutboxEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MailTemplatesTest {
  private static final UUID ID = new UUID(1, 2);
  private static final MailSite SITE = new MailSite("Tasks", "https://api.example.com", true);
  private static final String TEXT = "Subject: Hello {{app}}\n\nOpen {{ link }}.\n";
  private static final String HTML = "<a href=\"https://app.example.com/#{{token}}\">{{email}}</a>";

  @TempDir Path project;
  private final List<FileFault> faults = new ArrayList<>();

  @BeforeEach
  void folder() throws IOException {
    Files.createDirectory(project.resolve("mail"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(project.resolve("mail").resolve(name), text);
  }

  private MailTemplates read() {
    return MailTemplates.read(project, faults);
  }

  private void faultsAre(String... expected) {
    read();
    assertThat(faults).extracting(f -> f.place() + " " + f.message()).containsExactly(expected);
  }

  @Test
  void everyKindHasADefaultWithALink() {
    for (MailKind kind : MailKind.values()) {
      OutgoingMail mail =
          MailTemplates.builtIn().render(kind, entry(kind, "ada@example.org", null), SITE, "t0ken");
      assertThat(mail.text()).contains("ada@example.org", "Tasks");
      if (kind.isNotice()) {
        assertThat(mail.text() + mail.html()).doesNotContain("t0ken", "href", "token=");
        assertThat(mail.text())
            .contains("Time: 29 February 2028, 23:05 UTC", "Device, as it names itself: unknown")
            .contains("at https://api.example.com/auth/ui/forgot");
      } else if (kind == MailKind.CHANGED) {
        assertThat(mail.text() + mail.html()).doesNotContain("http", "t0ken", "href");
      } else {
        String link = "https://api.example.com" + kind.path() + "?token=t0ken";
        assertThat(mail.text()).contains(link).containsPattern("for (1 hour|\\d+ (hours|days))");
        assertThat(mail.html()).contains("href=\"" + link + "\"");
      }
      assertThat(mail.subject()).contains("Tasks");
      assertThat(mail.subject() + mail.text() + mail.html()).doesNotContain("{{", "}}");
      assertThat(mail.toString()).doesNotContain("t0ken");
    }
  }

  private static OutboxEntry entry(MailKind kind, String to, @Nullable String device) {
    return new OutboxEntry(
        ID, kind.code(), to, 1, false, OffsetDateTime.parse("2028-03-01T01:05:59+02:00"), device);
  }

  /// A client names its device as it likes, so nothing of it is a link, markup, a line or a long text.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0|"
            + "\"Mozilla/5.0 (X11; Linux x86_64; rv 128.0) Gecko/20100101 Firefox/128.0\"",
        "All is well. See https://evil.example/x or www.evil.example|"
            + "\"All is well See https //evil example/x or www evil example\"",
        "<b>1</b>{{token}}\u202eé\tmail me@evil.example|\"b 1 /b token mail me evil example\"",
        "'\u0000 \u0007.'|unknown"
      })
  void theDeviceOfANoticeIsNoTextOfAClient(String device, String written) {
    OutgoingMail mail =
        MailTemplates.builtIn()
            .render(
                MailKind.KEY_CREATED,
                entry(MailKind.KEY_CREATED, "ada@example.org", device.translateEscapes()),
                SITE,
                "");
    assertThat(mail.text()).contains("Device, as it names itself: " + written + "\n");
    assertThat(NoticeDevice.of("x".repeat(255))).hasSize(122);
  }

  @Test
  void withoutPagesANoticeNamesNoAddress() {
    OutgoingMail mail =
        MailTemplates.builtIn()
            .render(
                MailKind.TOTP_SET,
                entry(MailKind.TOTP_SET, "ada@example.org", null),
                new MailSite("Tasks", "https://api.example.com", false),
                "");
    assertThat(mail.text())
        .contains("as for a forgotten password where you sign in")
        .doesNotContain("http");
  }

  @Test
  void onlyNoticesTellWhenAndOnWhichDevice() throws IOException {
    write("reset.txt", "Subject: {{time}}\n\n{{link}} {{device}}");
    write("reset.html", "{{link}}{{forgot}}");
    write("totp_set.txt", "Subject: {{time}}\n\n{{device}}");
    write("totp_set.html", "{{forgot}}");
    faultsAre(
        "mail/reset.txt:1 has {{time}}, {{device}} or {{forgot}}.",
        "mail/reset.txt has {{time}}, {{device}} or {{forgot}}.",
        "mail/reset.html has {{time}}, {{device}} or {{forgot}}.");
  }

  @Test
  void aNoticeHasNoLink() throws IOException {
    write("changed.txt", TEXT);
    write("changed.html", HTML);
    faultsAre("mail/changed.txt has a link.", "mail/changed.html has a link.");
  }

  @Test
  void aProjectHasItsOwn() throws IOException {
    write("reset.txt", TEXT);
    write("reset.html", HTML);
    OutgoingMail mail =
        read()
            .render(MailKind.RESET, entry(MailKind.RESET, "ada@example.org", null), SITE, "t0ken");
    assertThat(faults).isEmpty();
    assertThat(mail.subject()).isEqualTo("Hello Tasks");
    assertThat(mail.text()).isEqualTo("Open https://api.example.com/auth/reset?token=t0ken.\n");
    assertThat(mail.html())
        .isEqualTo("<a href=\"https://app.example.com/#t0ken\">ada@example.org</a>");
  }

  /// The name of the API is the only text that can have them; an address has `&`, `'` and `{`.
  @Test
  void valuesAreNeitherMarkupNorHeadersNorPlaceholders() throws IOException {
    write("reset.txt", TEXT);
    write("reset.html", HTML + "<p title='{{app}}'>");
    MailSite odd = new MailSite("a\"'<b>&\r\nBcc: eve@example.org{{token}}", "https://x", false);
    OutgoingMail mail =
        read()
            .render(
                MailKind.RESET,
                entry(MailKind.RESET, "o'n{{token}}&a@example.org", null),
                odd,
                "t");
    assertThat(mail.subject()).isEqualTo("Hello a\"'<b>&  Bcc: eve@example.org{{token}}");
    assertThat(mail.html())
        .contains(">o&#39;n{{token}}&amp;a@example.org<")
        .contains("title='a&quot;&#39;&lt;b&gt;&amp;  Bcc: eve@example.org{{token}}'");
  }

  @Test
  void faultsHaveAFileAndALine() throws IOException {
    write("reset.txt", "Subject: {{ap}}\n\nline\n{{link}} {{name}}\n{{");
    write("reset.html", "<p>\r\n}}");
    faultsAre(
        "mail/reset.txt:1 has braces that are no placeholder.",
        "mail/reset.txt:4 has braces that are no placeholder.",
        "mail/reset.txt:5 has braces that are no placeholder.",
        "mail/reset.html:2 has braces that are no placeholder.");
    assertThat(faults.getFirst().remedy()).contains("{{link}}", "{{token}}");
  }

  @Test
  void aMailHasASubjectAndALink() throws IOException {
    write("reset.txt", "Hello\nyou");
    write("reset.html", "<p>");
    faultsAre(
        "mail/reset.txt:1 is not the subject.",
        "mail/reset.txt:2 is not empty.",
        "mail/reset.txt has no link.",
        "mail/reset.html has no link.");
  }

  /// A link in the subject is none that can be followed, and shows the token in lists of mails.
  @Test
  void theTokenIsNotInTheSubject() throws IOException {
    write("reset.txt", "Subject: {{token}}\n\nHello");
    write("reset.html", HTML);
    faultsAre("mail/reset.txt:1 has a token in the subject.", "mail/reset.txt has no link.");
  }

  @Test
  void bothPartsAreNeeded() throws IOException {
    write("reset.txt", TEXT);
    faultsAre("mail/reset.html is missing.");
  }

  @Test
  void anotherNameAndAnotherEncodingAreFaults() throws IOException {
    write("reset.txt", TEXT);
    Files.write(
        project.resolve("mail").resolve("reset.html"),
        "é{{link}}".getBytes(StandardCharsets.ISO_8859_1));
    write("rest.html", HTML);
    write("README.md", "not a template");
    faultsAre("mail/rest.html is the template of no mail.", "mail/reset.html is not UTF-8 text.");
    assertThat(faults.getFirst().remedy()).isEqualTo("Did you mean reset.html?");
  }

  @Test
  void aLargeFileAndAFolderAreFaults() throws IOException {
    write("reset.txt", TEXT + "x".repeat(64 * 1024));
    Files.createDirectory(project.resolve("mail").resolve("reset.html"));
    faultsAre(
        "mail/reset.txt is not a file of at most 64 KiB.",
        "mail/reset.html is not a file of at most 64 KiB.");
  }
}
