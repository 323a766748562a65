package dev.freehold.sql.form;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of a statement's parameters, and the shape of its text: what a text depends on, put together without making
/// the text. Requests of one shape have one text and different values. Confined to one request.
///
/// Whoever adds values adds them in the order in which the text of that shape numbers them.
public final class Parameters {
  private final List<Object> shape = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();

  /// @param setting of the scope: `$1`
  public Parameters(String setting) {
    values.add(setting);
  }

  /// Parts of the shape: compared with `equals`, so each is a name, a number, a constant or what is compared by identity.
  public void shape(Object... parts) {
    shape.addAll(Arrays.asList(parts));
  }

  public void add(@Nullable Object value) {
    values.add(value);
  }

  public List<Object> shape() {
    return shape;
  }

  public @Nullable Object[] values() {
    return values.toArray();
  }
}
