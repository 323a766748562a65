package dev.freehold.mail;

import dev.freehold.mail.MailTemplate.Placeholder;
import dev.freehold.mail.MailTemplate.TemplateFault;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.problem.SpellingSuggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// The templates of all kinds of mail: those of the project, and those of the jar for the others.
public final class MailTemplates {
  /// The folder of a project that has them.
  public static final String FOLDER = "mail";

  private static final String SUBJECT = "Subject:";
  private static final int LONGEST_SUBJECT = 200;
  private static final int LARGEST = 64 * 1024;
  private static final String FORGOT_PAGE = "/auth/ui/forgot";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

  private final Map<MailKind, MailText> texts;

  private MailTemplates(Map<MailKind, MailText> texts) {
    this.texts = new EnumMap<>(texts);
  }

  private record MailText(MailTemplate subject, MailTemplate text, MailTemplate html) {}

  /// A file of the project that is no template.
  ///
  /// @param place the file and line, such as `mail/reset.txt:3`
  public record FileFault(String place, String message, String remedy) {}

  /// The templates of the jar.
  public static MailTemplates builtIn() {
    Map<MailKind, MailText> texts = new EnumMap<>(MailKind.class);
    for (MailKind kind : MailKind.values()) {
      List<TemplateFault> faults = new ArrayList<>();
      texts.put(
          kind,
          new MailText(
              MailTemplate.read(kind.subject(), faults),
              MailTemplate.read(resource(kind.code() + ".txt"), faults),
              MailTemplate.read(resource(kind.code() + ".html"), faults)));
      if (!faults.isEmpty()) {
        throw new IllegalStateException("a template of the jar: " + faults);
      }
    }
    return new MailTemplates(texts);
  }

  /// The templates of a project. A kind has both files or none: what a reader sees of a mail with two
  /// parts depends on the mail program.
  ///
  /// @param project the directory of the spec
  /// @param faults gets what is wrong with the files
  public static MailTemplates read(Path project, List<FileFault> faults) {
    MailTemplates all = builtIn();
    Path folder = project.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return all;
    }
    unknownFiles(folder, faults);
    for (MailKind kind : MailKind.values()) {
      boolean text = Files.exists(folder.resolve(kind.code() + ".txt"));
      boolean html = Files.exists(folder.resolve(kind.code() + ".html"));
      if (text != html) {
        faults.add(
            new FileFault(
                FOLDER + "/" + kind.code() + (text ? ".html" : ".txt"),
                "is missing.",
                "A mail has both parts: write it, or remove the other."));
      } else if (text) {
        own(folder, kind, faults).ifPresent(own -> all.texts.put(kind, own));
      }
    }
    return all;
  }

  private static void unknownFiles(Path folder, List<FileFault> faults) {
    Set<String> known = new LinkedHashSet<>();
    for (MailKind kind : MailKind.values()) {
      known.add(kind.code() + ".txt");
      known.add(kind.code() + ".html");
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".txt") || name.endsWith(".html"))
          .filter(name -> !known.contains(name))
          .sorted()
          .forEach(
              name ->
                  faults.add(
                      new FileFault(
                          FOLDER + "/" + name,
                          "is the template of no mail.",
                          Optional.ofNullable(SpellingSuggestion.of(name, known))
                              .map(near -> "Did you mean " + near + "?")
                              .orElse("The templates are " + String.join(", ", known) + "."))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<MailText> own(Path folder, MailKind kind, List<FileFault> faults) {
    int before = faults.size();
    Optional<String> text = text(folder, kind.code() + ".txt", faults);
    Optional<String> html = text(folder, kind.code() + ".html", faults);
    if (text.isEmpty() || html.isEmpty()) {
      return Optional.empty();
    }
    String[] head = text.get().split("\n", 3);
    String first = head[0];
    String textPlace = FOLDER + "/" + kind.code() + ".txt";
    String subject = first.startsWith(SUBJECT) ? first.substring(SUBJECT.length()).strip() : "";
    if (subject.isEmpty() || subject.length() > LONGEST_SUBJECT) {
      faults.add(
          new FileFault(
              textPlace + ":1",
              "is not the subject.",
              "Begin with a line such as 'Subject: "
                  + kind.subject()
                  + "', of at most "
                  + LONGEST_SUBJECT
                  + " characters."));
    } else if (subject.chars().anyMatch(Character::isISOControl)) {
      faults.add(new FileFault(textPlace + ":1", "has a control character.", "Remove it."));
    }
    if (head.length < 2 || !head[1].isBlank()) {
      faults.add(
          new FileFault(
              textPlace + ":2", "is not empty.", "Leave an empty line after the subject."));
    }
    if (MailTemplate.read(subject, new ArrayList<>()).hasLink()) {
      faults.add(
          new FileFault(
              textPlace + ":1",
              "has a token in the subject.",
              "Lists of mails show it: remove it."));
    }
    List<TemplateFault> textFaults = new ArrayList<>();
    List<TemplateFault> htmlFaults = new ArrayList<>();
    // The whole file, so that lines have their numbers.
    MailTemplate.read(text.get(), textFaults);
    MailText own =
        new MailText(
            MailTemplate.read(subject, new ArrayList<>()),
            MailTemplate.read(head.length < 3 ? "" : head[2], new ArrayList<>()),
            MailTemplate.read(html.get(), htmlFaults));
    String htmlPlace = FOLDER + "/" + kind.code() + ".html";
    textFaults.forEach(f -> faults.add(at(textPlace, f)));
    htmlFaults.forEach(f -> faults.add(at(htmlPlace, f)));
    if (own.text().hasLink() != kind.hasLink() && textFaults.isEmpty()) {
      faults.add(link(kind, textPlace));
    }
    if (own.html().hasLink() != kind.hasLink() && htmlFaults.isEmpty()) {
      faults.add(link(kind, htmlPlace));
    }
    if (!kind.isNotice()) {
      notice(own.subject(), textPlace + ":1", faults);
      notice(own.text(), textPlace, faults);
      notice(own.html(), htmlPlace, faults);
    }
    return faults.size() == before ? Optional.of(own) : Optional.empty();
  }

  private static void notice(MailTemplate part, String place, List<FileFault> faults) {
    if (part.hasNotice()) {
      faults.add(
          new FileFault(
              place,
              "has {{time}}, {{device}} or {{forgot}}.",
              "Only the notices of changes have them: remove it."));
    }
  }

  private static FileFault at(String place, TemplateFault fault) {
    return new FileFault(place + ":" + fault.line(), fault.message(), fault.remedy());
  }

  private static FileFault link(MailKind kind, String place) {
    return kind.hasLink()
        ? new FileFault(
            place, "has no link.", "Write {{link}}, or {{token}} in an address of your own.")
        : new FileFault(place, "has a link.", "This mail has none: remove it.");
  }

  private static Optional<String> text(Path folder, String name, List<FileFault> faults) {
    try {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        faults.add(
            new FileFault(
                FOLDER + "/" + name, "is not a file of at most 64 KiB.", "Write a short text."));
        return Optional.empty();
      }
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString()
              .replace("\r\n", "\n"));
    } catch (CharacterCodingException _) {
      faults.add(new FileFault(FOLDER + "/" + name, "is not UTF-8 text.", "Save it as UTF-8."));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = MailTemplates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a mail.
  ///
  /// @param site what the link begins with, and the name of the API
  public OutgoingMail render(MailKind kind, OutboxEntry entry, MailSite site, String token) {
    return render(kind, entry.id(), entry.to(), site, token, values(kind, entry, site));
  }

  private static Map<Placeholder, String> values(MailKind kind, OutboxEntry entry, MailSite site) {
    return kind.isNotice()
        ? Map.of(
            Placeholder.TIME,
            TIME.format(entry.createdAt().withOffsetSameInstant(ZoneOffset.UTC)),
            Placeholder.DEVICE,
            NoticeDevice.of(entry.device()),
            Placeholder.FORGOT,
            site.pages()
                ? "at " + site.publicUrl() + FORGOT_PAGE
                : "as for a forgotten password where you sign in")
        : Map.of();
  }

  private OutgoingMail render(
      MailKind kind,
      UUID id,
      String to,
      MailSite site,
      String token,
      Map<Placeholder, String> ofNotice) {
    MailText template = Optional.ofNullable(texts.get(kind)).orElseThrow();
    Map<Placeholder, String> values =
        new EnumMap<>(
            Map.of(
                Placeholder.APP,
                site.app(),
                Placeholder.LINK,
                kind.hasLink() ? site.publicUrl() + kind.path() + "?token=" + token : "",
                Placeholder.TOKEN,
                kind.hasLink() ? token : "",
                Placeholder.EMAIL,
                to,
                Placeholder.LIFE,
                inWords(kind.life())));
    values.putAll(ofNotice);
    return new OutgoingMail(
        id,
        to,
        template.subject().plain(values),
        template.text().plain(values),
        template.html().html(values));
  }

  private static String inWords(Duration life) {
    if (life.toDays() > 1) {
      return life.toDays() + " days";
    }
    return life.toHours() == 1 ? "1 hour" : life.toHours() + " hours";
  }

  /// What a mail says about the server.
  ///
  /// @param app the name of the API
  /// @param publicUrl from the configuration, never from a request (K10); without a trailing slash
  /// @param pages whether the server has pages of the account
  public record MailSite(String app, String publicUrl, boolean pages) {}
}
