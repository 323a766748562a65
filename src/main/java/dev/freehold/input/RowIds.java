package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_NULL;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.REQUIRED;
import static dev.freehold.problem.ViolationCode.TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.Spec;
import dev.freehold.type.Parsed;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.NumberForm;
import dev.freehold.type.form.TextForm;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ids of the rows of one body: each row has one, and no two the same.
final class RowIds {
  static final String NAME = "id";

  private final Spec.IdType type;
  private final Map<Object, Integer> rows = new HashMap<>();
  private @Nullable Object id;
  private boolean given;

  RowIds(Spec.IdType type) {
    this.type = type;
  }

  /// Reads the id at the parser's token.
  void take(JsonParser in, Violations violations) throws IOException {
    given = true;
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      violations.add(NAME, NOT_NULL, "must not be null");
      return;
    }
    switch (parse(in)) {
      case Parsed.Ok(Object value) -> id = value;
      case Parsed.Bad bad -> violations.add(NAME, bad);
    }
    StrictJson.skip(in);
  }

  private Parsed parse(JsonParser in) throws IOException {
    return switch (type) {
      case INTEGER -> {
        Parsed number =
            in.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? NumberForm.parse(Scalar.BIGINT, in.getText())
                : new Parsed.Bad(TYPE, "must be a whole number");
        yield number instanceof Parsed.Ok(Object value) && (Long) value < 1
            ? new Parsed.Bad(ViolationCode.OUT_OF_RANGE, "must be at least 1")
            : number;
      }
      case UUID ->
          in.currentToken() == JsonToken.VALUE_STRING
              ? TextForm.parse(Scalar.UUID, in.getText())
              : new Parsed.Bad(TYPE, "must be a string");
    };
  }

  /// The id of the row that ends here; null where it has none that can be used, which `violations` then say.
  ///
  /// @param row from 0
  @Nullable Object end(int row, Violations violations) {
    Object taken = id;
    if (!given) {
      violations.add(NAME, REQUIRED, "must be given");
    } else if (taken != null) {
      Integer before = rows.putIfAbsent(taken, row);
      if (before != null) {
        violations.add(NAME, REPEATED, "must not be that of [" + before + "] again");
      }
    }
    id = null;
    given = false;
    return taken;
  }
}
