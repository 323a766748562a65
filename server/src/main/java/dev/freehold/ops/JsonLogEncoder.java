package dev.freehold.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.freehold.ops.Logging.EventTimestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// One JSON object per line: `time` (UTC, RFC 3339), `level`, `logger`, `message`, the pairs of the
/// line, and `stack` where something was thrown.
final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
  // An unpaired surrogate in a message would otherwise fail the line.
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final byte[] NOTHING = {};

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator out = JSON.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("time", Instant.ofEpochMilli(EventTimestamp.of(event)).toString());
      out.writeStringField("level", event.getLevel().levelStr);
      out.writeStringField("logger", event.getLoggerName());
      out.writeStringField("message", event.getFormattedMessage());
      pairs(out, event.getKeyValuePairs());
      IThrowableProxy thrown = event.getThrowableProxy();
      if (thrown != null) {
        out.writeStringField("stack", ThrowableProxyUtil.asString(thrown));
      }
      out.writeEndObject();
      out.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toByteArray();
  }

  private static void pairs(JsonGenerator out, List<KeyValuePair> pairs) throws IOException {
    if (pairs == null) {
      return;
    }
    for (KeyValuePair pair : pairs) {
      if (pair.key.equals(EventTimestamp.KEY)) {
        continue;
      }
      out.writeFieldName(pair.key);
      switch (pair.value) {
        case Integer i -> out.writeNumber(i);
        case Long l -> out.writeNumber(l);
        case BigDecimal d -> out.writeNumber(d);
        case null -> out.writeNull();
        case Object o -> out.writeString(o.toString());
      }
    }
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
