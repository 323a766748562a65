package dev.freehold.audit.plant;

import java.util.List;
import java.util.stream.Stream;

/// All of them.
final class Defects {
  private Defects() {}

  static List<Defect> all() {
    return Stream.of(
            ScopeDefects.all(),
            AccessDefects.all(),
            FieldDefects.all(),
            TokenDefects.all(),
            SignInDefects.all(),
            InputDefects.all(),
            ValueDefects.all(),
            ErrorDefects.all(),
            HttpDefects.all(),
            DocumentDefects.all())
        .flatMap(List::stream)
        .toList();
  }
}
