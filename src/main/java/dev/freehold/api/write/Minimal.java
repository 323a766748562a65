package dev.freehold.api.write;

import dev.freehold.http.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An answer to `Prefer: return=minimal` (RFC 7240 section 4.2).
public final class Minimal {
  private static final Reply.Header APPLIED =
      new Reply.Header("Preference-Applied", "return=minimal");

  private Minimal() {}

  public static Reply of(int status, Reply.Header... headers) {
    List<Reply.Header> all = new ArrayList<>(Arrays.asList(headers));
    all.add(APPLIED);
    return new Reply(status, all, null, null);
  }
}
