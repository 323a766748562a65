package dev.freehold.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.report.JUnitXml.Outcome;
import dev.freehold.report.JUnitXml.Test;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

final class JUnitXmlTest {
  private static final Duration TIME = Duration.ofMillis(1500);

  @org.junit.jupiter.api.Test
  void everyOutcomeIsWhereReadersLook() throws Exception {
    Document document =
        parsed(
            JUnitXml.write(
                "Shop",
                List.of(
                    new Test("a", "one", TIME, new Outcome.Passed()),
                    new Test("a", "two", TIME, new Outcome.Failed("got 200", "line\nline")),
                    new Test("b", "three", TIME, new Outcome.Broken("no answer", "")),
                    new Test("b", "four", TIME, new Outcome.Skipped("no value")))));
    Element root = document.getDocumentElement();
    assertThat(root.getAttribute("tests")).isEqualTo("4");
    assertThat(root.getAttribute("failures")).isEqualTo("1");
    assertThat(root.getAttribute("errors")).isEqualTo("1");
    assertThat(root.getAttribute("skipped")).isEqualTo("1");
    assertThat(root.getAttribute("time")).isEqualTo("6.000");
    Element failure = (Element) document.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).isEqualTo("got 200");
    assertThat(failure.getTextContent()).isEqualTo("line\nline");
    assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("two");
  }

  @org.junit.jupiter.api.Test
  void anyTextIsWellFormed() throws Exception {
    String nasty = "<&>\"'\u0000\u001b[31m\ud800 ]]> \uffff 😀 › \r\n\t";
    Document document =
        parsed(
            JUnitXml.write(
                nasty, List.of(new Test(nasty, nasty, TIME, new Outcome.Failed(nasty, nasty)))));
    Element test = (Element) document.getElementsByTagName("testcase").item(0);
    assertThat(test.getAttribute("name"))
        .isEqualTo("<&>\"'\ufffd\ufffd[31m\ufffd ]]> \ufffd 😀 › \r\n\t");
  }

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
