package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.Account;
import dev.freehold.type.BoundedJson;
import dev.freehold.type.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Accounts as an operator sees them, with times that only SQL can have written too.
final class AccountPrinterTest {
  @ParameterizedTest
  @CsvSource({
    "2026-03-01T10:00:00.5Z, 2026-03-01T10:00:00Z, '\"2026-03-01T10:00:00.5Z\"'",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59Z, '\"9999-12-31T23:59:59.999999Z\"'",
    "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00Z (invalid), null",
    "0000-12-31T00:00:00Z, 0000-12-31T00:00:00Z (invalid), null",
    "max, infinity (invalid), null",
    "min, -infinity (invalid), null"
  })
  void aTimeWithoutATextIsMarked(String stored, String cell, String json) throws IOException {
    OffsetDateTime at =
        switch (stored) {
          case "max" -> OffsetDateTime.MAX;
          case "min" -> OffsetDateTime.MIN;
          default -> OffsetDateTime.parse(stored);
        };
    Account account =
        new Account(
            UUID.randomUUID(),
            "ann@example.com",
            "Ann",
            List.of(),
            false,
            false,
            false,
            0,
            null,
            at);
    StringWriter table = new StringWriter();
    new AccountPrinter(new PrintWriter(table), Verification.NONE).table(List.of(account), true);
    assertThat(table.toString().strip()).isEqualTo("ann@example.com  Ann  -  active  -  " + cell);

    StringWriter object = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(object)) {
      AccountPrinter.json(out, account);
    }
    assertThat(object.toString()).endsWith("\"created_at\":" + json + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, -",
    "true,  0, totp",
    "false, 1, 1 passkey",
    "true,  2, 'totp, 2 passkeys'",
  })
  void whatProvesMoreThanAPasswordIsShown(boolean totp, long passkeys, String cell)
      throws IOException {
    OffsetDateTime at = OffsetDateTime.parse("2026-03-01T10:00:00Z");
    Account account =
        new Account(
            UUID.randomUUID(),
            "ann@example.com",
            "Ann",
            List.of(),
            true,
            false,
            totp,
            passkeys,
            null,
            at);
    StringWriter table = new StringWriter();
    AccountPrinter printer = new AccountPrinter(new PrintWriter(table), Verification.NONE);
    printer.table(List.of(account), false);
    printer.one(account, "is here");
    assertThat(table.toString())
        .containsPattern("  active  " + Pattern.quote(cell) + " +2026")
        .contains("FACTORS", "  factors   " + cell + "\n");
    StringWriter object = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(object)) {
      AccountPrinter.json(out, account);
    }
    assertThat(object.toString()).contains("\"totp\":" + totp + ",\"passkeys\":" + passkeys);
  }

  @ParameterizedTest
  @CsvSource({
    "none,    false, false, active,                  active",
    "writes,  false, false, 'active, not confirmed', active",
    "writes,  true,  false, active,                  active",
    "sign-in, false, true,  invited,                 invited",
  })
  void aStateSaysWhatIsMissing(
      String verification, boolean verified, boolean invited, String cell, String json)
      throws IOException {
    OffsetDateTime at = OffsetDateTime.parse("2026-03-01T10:00:00Z");
    Account account =
        new Account(
            UUID.randomUUID(),
            "ann@example.com",
            "Ann",
            List.of(),
            verified,
            invited,
            false,
            0,
            null,
            at);
    StringWriter table = new StringWriter();
    new AccountPrinter(
            new PrintWriter(table),
            Verification.valueOf(verification.toUpperCase(Locale.ROOT).replace('-', '_')))
        .table(List.of(account), true);
    assertThat(table.toString()).contains("  -  " + cell + "  -  2026");
    StringWriter object = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(object)) {
      AccountPrinter.json(out, account);
    }
    assertThat(object.toString())
        .contains("\"state\":\"" + json + "\"", "\"email_verified\":" + verified);
  }
}
