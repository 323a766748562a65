package dev.freehold.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.client.JUnitXmlWriter.TestCaseOutcome;
import dev.freehold.client.JUnitXmlWriter.TestCaseResult;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

final class JUnitXmlWriterTest {
  private static final Duration TIME = Duration.ofMillis(1500);

  @org.junit.jupiter.api.Test
  void everyOutcomeHasItsElement() throws Exception {
    Document document =
        parsed(
            JUnitXmlWriter.write(
                "Shop",
                List.of(
                    new TestCaseResult("a", "one", TIME, new TestCaseOutcome.Passed()),
                    new TestCaseResult(
                        "a", "two", TIME, new TestCaseOutcome.Failed("got 200", "line\nline")),
                    new TestCaseResult(
                        "b", "three", TIME, new TestCaseOutcome.Errored("no answer", "")),
                    new TestCaseResult(
                        "b", "four", TIME, new TestCaseOutcome.Skipped("no value")))));
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
  void anyTextGivesWellFormedXml() throws Exception {
    String nasty = "<&>\"'\u0000\u001b[31m\ud800 ]]> \uffff 😀 › \r\n\t";
    Document document =
        parsed(
            JUnitXmlWriter.write(
                nasty,
                List.of(
                    new TestCaseResult(
                        nasty, nasty, TIME, new TestCaseOutcome.Failed(nasty, nasty)))));
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
