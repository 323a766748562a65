package dev.freehold.migrate.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.file.MigrationFile.FileName;
import dev.freehold.migrate.file.MigrationFileException.FileFault;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests that the reader reports each fault of a file with its line.
final class MigrationFileReaderTest {
  private static final FileName NAME = new FileName(1, "x");
  private static final String TEXT =
      MigrationFileWriter.of(
          MigrationFile.of(
              NAME,
              "0.1.0",
              Map.of(),
              List.of(
                  new MigrationFileStep.Generated(step("a")),
                  new MigrationFileStep.Handwritten(
                      "fill", List.of("update app.t set a = 1", "select ';'")),
                  new MigrationFileStep.Generated(step("b")))));

  private static MigrationStep step(String column) {
    return new MigrationStep(
        "t." + column,
        "new column t." + column,
        Phase.EXPAND,
        Risk.SAFE,
        Lock.ACCESS_EXCLUSIVE,
        LockDuration.MOMENT,
        new Action.Transaction(List.of("alter table app.t add " + column + " int")),
        Optional.empty(),
        "",
        new ModelChange(Map.of("column app.t." + column, "integer"), Set.of()));
  }

  @Test
  void aFileIsReadable() {
    assertThat(TEXT.substring(TEXT.indexOf("-- freehold:step")))
        .isEqualTo(
            """
            -- freehold:step 1 of 2
            --   does    new column t.a
            --   about   t.a
            --   class   safe
            --   phase   expand
            --   lock    access exclusive, moment
            --   run     in one transaction
            alter table app.t add a int;
            -- freehold:model
            --   set     "column app.t.a" "integer"
            -- freehold:end %s

            -- freehold:hand fill
            update app.t set a = 1;
            select ';';

            -- freehold:step 2 of 2
            --   does    new column t.b
            --   about   t.b
            --   class   safe
            --   phase   expand
            --   lock    access exclusive, moment
            --   run     in one transaction
            alter table app.t add b int;
            -- freehold:model
            --   set     "column app.t.b" "integer"
            -- freehold:end %s
            """
                .formatted(end(0), end(1)));
  }

  private static String end(int step) {
    return TEXT.lines()
        .filter(l -> l.startsWith("-- freehold:end "))
        .map(l -> l.substring("-- freehold:end ".length()))
        .toList()
        .get(step);
  }

  /// The text to replace in the file, its replacement, and the fault: its line and the start of its
  /// message.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          add a int;                  | add a bigint;             | 16 | the step was made from the spec and then changed by hand
          class   safe                | class   lossy             | 16 | the step was made from the spec and then changed by hand
          "column app.t.b" "integer"  | "column app.t.b" "text"   | 32 | the step was made from the spec and then changed by hand
          -- freehold:step 2 of 2     | -- freehold:step 3 of 3   | 32 | the step was made from the spec and then changed by hand
          -- freehold:model           | -- model                  | 16 | the step has lost its
          add a int;                  | add a int                 | 23 | the statement has no ';'
          -- freehold:hand fill       | -- freehold:hand          | 28 | say what the step does
          -- freehold:hand fill       | -- freehold:had fill      | 28 | nothing begins with -- freehold:had fill
          -- freehold:hand fill       | -- by hand                | 29 | the statement belongs to no step
          update app.t set a = 1;     | commit;                   | 29 | 'commit': the step is one transaction
          update app.t set a = 1;     | VACUUM app.t;             | 29 | 'vacuum' cannot run in a transaction
          update app.t set a = 1;     | create index concurrently x on app.t (a); | 29 | 'concurrently' cannot run in a transaction
          update app.t set a = 1;     | \\i other.sql;            | 29 | a command of psql
          update app.t set a = 1;     | copy app.t from stdin;    | 29 | 'copy' has nobody
          update app.t set a = 1;     | grant x to :"me";         | 29 | there is no variable :"me"
          update app.t set a = 1;     | select 'it;               | 30 | the quotes that line
          update app.t set a = 1;     | select $a$ it;            | 29 | $a$ of line 29 has no end
          update app.t set a = 1;     | /* it; /* */              | 29 | the comment has no end
          update app.t set a = 1;     | create function f() returns int begin atomic select 1; | 29 | put the body
          -- freehold:migration 1     | -- freehold:migration 2   | 1  | a newer Freehold wrote the file
          -- freehold:migration 1     | select 1;                 | 1  | the file does not begin with
          -- program 0.1.0            | --                        | 1  | the head lacks
          """)
  void whatIsWrongIsToldWithItsLine(String was, String is, int line, String message) {
    assertThat(TEXT).contains(was);
    assertThat(faults(TEXT.replace(was, is)))
        .anySatisfy(
            fault -> {
              assertThat(fault.line()).isEqualTo(line);
              assertThat(fault.message()).startsWith(message);
            });
  }

  @Test
  void aRemovedStepIsReported() {
    int second = TEXT.indexOf("-- freehold:step 2");
    assertThat(faults(TEXT.substring(0, second)).getFirst().message())
        .isEqualTo("it holds 1 of its 2 steps that were made");
    int hand = TEXT.indexOf("\n-- freehold:hand") + 1;
    String swapped = TEXT.substring(0, TEXT.indexOf("-- freehold:step 1")) + TEXT.substring(hand);
    assertThat(faults(swapped).getFirst().message())
        .isEqualTo("the steps that were made are not all there, or not in their order");
  }

  @Test
  void malformedTextIsRefused() {
    assertThat(faults("")).extracting(FileFault::message).containsExactly("the file is empty");
    assertThat(faults("\r")).extracting(FileFault::line).containsExactly(0);
    assertThat(faults("select 1")).extracting(FileFault::line).containsExactly(1);
    assertThat(faults("'".repeat(99_999))).extracting(FileFault::line).containsExactly(1);
    assertThat(faults("/*".repeat(99_999))).extracting(FileFault::line).containsExactly(1);
    assertThat(faults("(;".repeat(99_999))).extracting(FileFault::line).containsExactly(1);
  }

  @Test
  void aFaultHasItsPosition() {
    assertThatThrownBy(
            () -> new MigrationFileReader("migrations/0001_x.sql", NAME).read("select 1;"))
        .isInstanceOf(MigrationFileException.class)
        .hasMessage("migrations/0001_x.sql:1: the file does not begin with -- freehold:migration ");
  }

  private static List<FileFault> faults(String text) {
    try {
      new MigrationFileReader("x.sql", NAME).read(text);
      throw new AssertionError(
          "no fault in\n" + text.lines().limit(99).collect(Collectors.joining("\n")));
    } catch (MigrationFileException e) {
      return e.faults();
    }
  }
}
