package dev.freehold.audit.defect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.defect.Defect.DefectCatalog;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Checks the planted defects that most builds do not plant.
final class DefectCatalogTest {
  @Test
  void theSpecOfEveryDefectiveServerIsValid() throws IOException {
    String spec = DefectiveServer.spec();
    List<Defect> inServer =
        DefectCatalog.all().stream().filter(each -> each.serverMutation().isPresent()).toList();
    assertThat(inServer).isNotEmpty();
    for (Defect defect : inServer) {
      String mutated = defect.serverMutation().orElseThrow().spec().apply(spec);
      assertThat(DefectiveServer.plan(mutated)).as(defect.id()).isNotNull();
    }
  }

  @Test
  void everyDefectOfAccessAndFieldsInTheServerChangesTheSpec() throws IOException {
    String spec = DefectiveServer.spec();
    Stream.of(AccessDefects.all(), FieldDefects.all())
        .flatMap(List::stream)
        .forEach(
            defect ->
                defect
                    .serverMutation()
                    .ifPresent(
                        mutation ->
                            assertThat(mutation.spec().apply(spec))
                                .as(defect.id())
                                .isNotEqualTo(spec)));
  }
}
