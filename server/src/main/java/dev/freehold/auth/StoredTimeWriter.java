package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.JsonValueWriter;
import dev.freehold.type.Rfc3339Range;
import java.io.IOException;
import java.time.OffsetDateTime;

/// Writes a time of an account or session. One that only SQL can have stored, such as `infinity`,
/// locks nobody out: the nearest moment stands for it.
final class StoredTimeWriter {
  private StoredTimeWriter() {}

  static void write(JsonGenerator out, OffsetDateTime time) throws IOException {
    JsonValueWriter.write(out, ScalarType.DATETIME, Rfc3339Range.nearest(time));
  }
}
