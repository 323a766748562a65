package dev.freehold.api;

import dev.freehold.http.Request.QueryParameter;
import dev.freehold.plan.ResourcePlan;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `Link` header of a list (RFC 8288): the addresses of the other pages, as far as they are
/// known, with the other parameters of the request.
///
/// @param path the path of the list
/// @param parameters the query parameters of the request
record LinkHeader(String path, List<QueryParameter> parameters) {
  /// Some clients accept no longer header. `pagination` has the same information.
  private static final int MAX_LENGTH = 4_096;

  /// Null if the header would be too long or no page is known.
  @Nullable String header(Pagination at) {
    StringBuilder header = new StringBuilder(160);
    String others = others();
    if (others.length() * 4 > MAX_LENGTH) {
      return null;
    }
    if (at.page() == 0) {
      add(header, others, null, null, "first");
      add(header, others, "cursor", at.nextCursor(), "next");
    } else {
      add(header, others, "page", "1", "first");
      if (at.page() > 1) {
        add(header, others, "page", Integer.toString(at.page() - 1), "prev");
      }
      if (at.nextCursor() != null && at.page() < ResourcePlan.MAX_PAGE) {
        add(header, others, "page", Integer.toString(at.page() + 1), "next");
      }
      if (at.pages() > 0 && at.pages() <= ResourcePlan.MAX_PAGE) {
        add(header, others, "page", Long.toString(at.pages()), "last");
      }
    }
    return header.length() > MAX_LENGTH ? null : header.toString();
  }

  /// @param value null: without it, but only where there is no name either
  private void add(
      StringBuilder header,
      String others,
      @Nullable String name,
      @Nullable String value,
      String rel) {
    if (name != null && value == null) {
      return;
    }
    header.append(header.isEmpty() ? "<" : ", <").append(path);
    char separator = '?';
    if (!others.isEmpty()) {
      header.append(separator).append(others);
      separator = '&';
    }
    if (name != null) {
      header.append(separator).append(name).append('=').append(value);
    }
    header.append(">; rel=\"").append(rel).append('"');
  }

  /// What stays the same from page to page, as it stands in an address.
  private String others() {
    if (parameters.isEmpty()) {
      return "";
    }
    StringBuilder others = new StringBuilder();
    for (QueryParameter parameter : parameters) {
      if (!parameter.name().equals("page") && !parameter.name().equals("cursor")) {
        others.append(others.isEmpty() ? "" : "&");
        others.append(encoded(parameter.name())).append('=').append(encoded(parameter.value()));
      }
    }
    return others.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
