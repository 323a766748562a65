package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.Selection;
import dev.freehold.testing.TestSpecs;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.Secret;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeysetCursorCodecTest {
  private static final Secret SECRET = Secret.of("0123456789abcdef0123456789abcdef");
  private static final UUID USER = UUID.randomUUID();
  private static final KeysetCursorCodec.Holder HOLDER = new KeysetCursorCodec.Holder(USER, null);
  private static final ResourceView THINGS = TestSpecs.view(TestSpecs.everyType());
  private static final List<ColumnPlan> SORTABLE =
      THINGS.readColumns().stream()
          .filter(c -> !c.type().array() && c.type().scalar() != ScalarType.JSON)
          .toList();

  private final KeysetCursorCodec cursors = new KeysetCursorCodec(SigningSecrets.of(SECRET));
  private final Random random = new Random(20_261_122);

  @Test
  void decodesWhatItEncodes() {
    for (int i = 0; i < 5_000; i++) {
      List<ColumnPlan> order = new ArrayList<>(SORTABLE);
      Collections.shuffle(order, random);
      order = order.subList(0, 1 + random.nextInt(5));
      @Nullable Object[] values =
          order.stream()
              .map(c -> random.nextInt(6) == 0 ? null : value(c.type().scalar()))
              .toArray();
      String cursor = cursors.encode(query(order, "list " + i), HOLDER, asRead(order, values));

      assertThat(cursors.decode(cursor, "list " + i, order, HOLDER))
          .contains(Collections.unmodifiableList(java.util.Arrays.asList(values)));
    }
  }

  @Test
  void theLongestKeysFit() {
    List<ColumnPlan> order = List.of(THINGS.column("f_string").orElseThrow(), SORTABLE.getFirst());
    @Nullable Object[] values = {
      "😀".repeat(KeysetCursorCodec.MAX_KEY_BYTES / 4), UUID.randomUUID()
    };
    String cursor = cursors.encode(query(order, ""), HOLDER, values);

    assertThat(cursor).hasSizeLessThan(4_096);
    assertThat(cursors.decode(cursor, "", order, HOLDER)).contains(java.util.Arrays.asList(values));
  }

  @Test
  void aChangedBitIsRefused() {
    List<ColumnPlan> order =
        List.of(THINGS.column("created_at").orElseThrow(), SORTABLE.getFirst());
    String cursor =
        cursors.encode(
            query(order, "x"),
            HOLDER,
            new @Nullable Object[] {value(ScalarType.DATETIME), UUID.randomUUID()});
    assertThat(cursors.decode(cursor, "x", order, HOLDER)).isPresent();
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(cursors.decode(encoded(changed), "x", order, HOLDER)).as("bit %s", bit).isEmpty();
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThat(cursors.decode(encoded(cut), "x", order, HOLDER)).isEmpty();
    }
    for (String spelling : List.of(cursor + "=", cursor + "A", " " + cursor, cursor + "\n")) {
      assertThat(cursors.decode(spelling, "x", order, HOLDER)).isEmpty();
    }
  }

  @Test
  void isBoundToListUserAndServer() {
    List<ColumnPlan> order = List.of(SORTABLE.getFirst());
    String cursor = cursors.encode(query(order, "x"), HOLDER, new @Nullable Object[] {USER});
    String nobodys =
        cursors.encode(
            query(order, "x"), KeysetCursorCodec.Holder.ANONYMOUS, new @Nullable Object[] {USER});

    assertThat(cursors.decode(nobodys, "x", order, KeysetCursorCodec.Holder.ANONYMOUS)).isPresent();
    assertThat(
            cursors.decode(nobodys, "x", order, new KeysetCursorCodec.Holder(new UUID(0, 0), null)))
        .isEmpty();
    assertThat(cursors.decode(cursor, "x", order, KeysetCursorCodec.Holder.ANONYMOUS)).isEmpty();
    UUID team = UUID.randomUUID();
    KeysetCursorCodec.Holder inTeam = new KeysetCursorCodec.Holder(USER, team);
    assertThat(cursors.decode(cursor, "x", order, inTeam)).isEmpty();
    String ofTeam = cursors.encode(query(order, "x"), inTeam, new @Nullable Object[] {USER});
    assertThat(cursors.decode(ofTeam, "x", order, inTeam)).isPresent();
    assertThat(cursors.decode(ofTeam, "x", order, HOLDER)).isEmpty();
    assertThat(cursors.decode(ofTeam, "x", order, new KeysetCursorCodec.Holder(team, USER)))
        .isEmpty();
    assertThat(cursors.decode(cursor, "y", order, HOLDER)).isEmpty();
    assertThat(
            cursors.decode(
                cursor, "x", order, new KeysetCursorCodec.Holder(UUID.randomUUID(), null)))
        .isEmpty();
    assertThat(
            new KeysetCursorCodec(SigningSecrets.of(Secret.of("another")))
                .decode(cursor, "x", order, HOLDER))
        .isEmpty();
  }

  @Test
  void randomTextIsRefused() {
    List<ColumnPlan> order = List.of(SORTABLE.getFirst());
    String alphabet = "ABCxyz019-_=+/ \u0000é😀";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(80); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(cursors.decode(text.toString(), "", order, HOLDER)).isEqualTo(Optional.empty());
    }
    assertThat(cursors.decode("A".repeat(1 << 20), "", order, HOLDER)).isEmpty();
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static ListQuery query(List<ColumnPlan> order, String canonical) {
    return new ListQuery(
        Selection.allColumns(THINGS),
        RowPredicate.TRUE,
        order.stream().map(c -> new ListQuery.OrderKey(c.name(), false, false)).toList(),
        1,
        new ListQuery.Paging.PageNumber(1),
        ListQuery.CountMode.NONE,
        null,
        canonical);
  }

  /// A decimal comes from the database as text.
  private static @Nullable Object[] asRead(List<ColumnPlan> order, @Nullable Object[] values) {
    @Nullable Object[] read = values.clone();
    for (int i = 0; i < read.length; i++) {
      if (order.get(i).type().scalar() == ScalarType.DECIMAL && values[i] instanceof BigDecimal d) {
        read[i] = d.toPlainString();
      }
    }
    return read;
  }

  private Object value(ScalarType scalar) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL, ENUM -> "é😀\u0001\"".repeat(random.nextInt(9));
      case INTEGER -> random.nextInt();
      case BIGINT, INTEGER_ID -> random.nextLong();
      case NUMBER -> random.nextGaussian() * 1e200;
      case DECIMAL -> new BigDecimal(new BigInteger(100, random), random.nextInt(19)).negate();
      case BOOLEAN -> random.nextBoolean();
      case DATE -> LocalDate.ofEpochDay(random.nextInt(-719_162, 2_932_896));
      case TIME -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000);
      case DATETIME ->
          Instant.ofEpochSecond(
                  random.nextLong(-62_135_596_800L, 253_402_300_799L),
                  random.nextInt(1_000_000) * 1_000L)
              .atOffset(ZoneOffset.UTC);
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case JSON -> throw new IllegalArgumentException();
    };
  }
}
