package dev.freehold.migrate.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.file.MigrationFile.FileName;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests that files are consecutive, starting with an empty database.
final class MigrationFolderTest {
  @TempDir private Path spec;

  private MigrationFolder folder() {
    return new MigrationFolder(spec);
  }

  private static MigrationFileStep column(String name) {
    return new MigrationFileStep.Generated(
        new MigrationStep(
            name,
            "new column " + name,
            Phase.EXPAND,
            Risk.SAFE,
            Lock.NONE,
            LockDuration.MOMENT,
            new Action.Transaction(List.of("select 1")),
            Optional.empty(),
            "",
            new ModelChange(Map.of("column " + name, "text"), Set.of())));
  }

  private Path add(String title, MigrationFileStep... steps) throws IOException {
    MigrationChain chain = folder().read();
    return folder().write(MigrationFile.of(chain.next(title), "1", chain.model(), List.of(steps)));
  }

  @Test
  void filesAreNumberedAndFollow() throws IOException {
    assertThat(folder().read().isEmpty()).isTrue();
    assertThat(add("Start!", column("a"))).isEqualTo(spec.resolve("migrations/0001_start.sql"));
    add(
        "add due dates",
        column("b"),
        new MigrationFileStep.Handwritten("fill", List.of("select 2")));
    Files.writeString(spec.resolve("migrations/README.md"), "not a migration");
    MigrationChain chain = folder().read();
    assertThat(chain.files())
        .extracting(f -> f.name().toString())
        .containsExactly("0001_start.sql", "0002_add_due_dates.sql");
    assertThat(chain.model()).containsOnlyKeys("column a", "column b");
    assertThat(chain.next("").toString()).isEqualTo("0003_change.sql");
    assertThatThrownBy(
            () ->
                folder()
                    .write(
                        MigrationFile.of(
                            new FileName(1, "start"), "1", Map.of(), List.of(column("a")))))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void twoOfOneNumberAreRefused() throws IOException {
    Path first = add("one", column("a"));
    Files.copy(first, first.resolveSibling("0001_two.sql"));
    refused("migrations/0001_two.sql: has the number of 0001_one.sql");
  }

  @Test
  void aGapIsRefused() throws IOException {
    add("one", column("a"));
    Path second = add("two", column("b"));
    add("three", column("c"));
    Files.delete(second);
    refused("0003_three.sql: follows 0001_one.sql: number 2 is missing");
  }

  @Test
  void aFileFromAnotherBaseIsRefused() throws IOException {
    Path first = add("one", column("a"));
    Path second = add("two", column("b"));
    Files.delete(first);
    Files.delete(second);
    add("other", column("z"));
    Files.writeString(
        second,
        MigrationFileWriter.of(
            MigrationFile.of(
                new FileName(2, "two"), "1", Map.of("column a", "text"), List.of(column("b")))));
    refused("0002_two.sql: was made from another base than 0001_other.sql");
  }

  @Test
  void aHeaderThatDiffersFromItsStepsIsRefused() throws IOException {
    Path first = add("one", column("a"));
    String text = Files.readString(first);
    int at = text.indexOf("-- to      ") + 11;
    Files.writeString(first, text.substring(0, at) + "0".repeat(64) + text.substring(at + 64));
    refused("0001_one.sql: its steps lead elsewhere than its head says");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path first = add("one", column("a"));
    Files.writeString(first.resolveSibling("fix.sql"), "select 1;");
    Files.write(first.resolveSibling("0002_x.sql"), new byte[] {(byte) 0xFF});
    Files.write(first.resolveSibling("0003_x.sql"), new byte[(8 << 20) + 1]);
    refused(
        "fix.sql: is not called like 0001_words.sql",
        "0002_x.sql: is not UTF-8",
        "0003_x.sql: is larger than 8 MiB");
  }

  @Test
  void fileNamesAreValidOnEveryFileSystem() {
    assertThat(FileName.of(3, "Füge ../../etc/passwd hinzu; DROP"))
        .hasToString("0003_f_ge_etc_passwd_hinzu_drop.sql");
    assertThat(FileName.of(12345, "x".repeat(200)).toString()).hasSize(70);
    assertThat(FileName.parse("0000_x.sql")).isEmpty();
    assertThat(FileName.parse("0001_X.sql")).isEmpty();
    assertThat(FileName.parse("0001_x.sql")).contains(new FileName(1, "x"));
  }

  private void refused(String... messages) {
    assertThatThrownBy(() -> folder().read())
        .isInstanceOf(MigrationFileException.class)
        .hasMessageContainingAll(messages);
  }
}
