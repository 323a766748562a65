package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.http.QueryStringParser;
import dev.freehold.http.Request.QueryParameter;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RepeatedParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sort=a&sort=-b|sort=a,-b
          fields=id&page=2&fields=title|fields=id,title&page=2
          include=x&include=y,z|include=x,y,z
          title[in]=a&title[in]=b&size[nin]=1&size[nin]=2|title[in]=a,b&size[nin]=1,2
          page=1&page=2|page=1&page=2
          status=open&sort=a&status=done|status=open&sort=a&status=done
          title[between]=a,b&title[between]=c,d|title[between]=a,b&title[between]=c,d
          """)
  void joinsListsOnly(String query, String joined) {
    assertThat(
            RepeatedParameters.join(QueryStringParser.parse(query)).stream()
                .map(RepeatedParametersTest::text)
                .collect(Collectors.joining("&")))
        .isEqualTo(joined);
  }

  private static String text(QueryParameter parameter) {
    return parameter.name() + "=" + parameter.value();
  }
}
