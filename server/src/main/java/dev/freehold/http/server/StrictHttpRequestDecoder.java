package dev.freehold.http.server;

import dev.freehold.problem.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The request parser (K19). Netty rejects two lengths, length with chunked, bare LF and malformed
/// chunks (RFC 9112). This class also rejects folded lines, unknown codings and versions, a missing
/// or duplicate `Host`, and a header section that takes too long. After the first error it reads
/// nothing more from the connection.
final class StrictHttpRequestDecoder extends VertxHttpRequestDecoder {
  private static final String REQUEST_LINE =
      "The parts of the request line must have one space between them.";

  private final long headMillis;
  private boolean inBody;
  private boolean broken;

  /// The unfinished header section ends with a line break, so that a space next would fold the
  /// line.
  private boolean atLineStart;

  private @Nullable ScheduledFuture<?> headDeadline;

  public StrictHttpRequestDecoder(HttpServerOptions options, Duration headRead) {
    super(options);
    this.headMillis = headRead.toMillis();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    boolean head = !inBody;
    if (head && isFolded(in)) {
      out.add(refused(new Problem.BadRequest("A header line must not be folded.")));
      fail(in);
      return;
    }
    if (head
        && headDeadline == null
        && in.isReadable()
        && !isLineEnd(in.getByte(in.readerIndex()))) {
      headDeadline =
          ctx.executor().schedule(() -> headIsLate(ctx), headMillis, TimeUnit.MILLISECONDS);
    }
    int start = in.readerIndex();
    int before = out.size();
    super.decode(ctx, in, out);
    for (int i = before; i < out.size(); i++) {
      look((HttpObject) out.get(i));
    }
    if (broken) {
      fail(in);
    } else if (!inBody && out.size() == before && in.readerIndex() > start) {
      atLineStart = in.getByte(in.readerIndex() - 1) == '\n';
    }
  }

  private void look(HttpObject message) {
    if (message instanceof HttpRequest request) {
      headIsWhole();
      inBody = true;
      if (message.decoderResult().isSuccess()) {
        String fault = RequestHeadValidator.findFault(request);
        if (fault != null) {
          request.setDecoderResult(
              DecoderResult.failure(new FramingException(new Problem.BadRequest(fault))));
        }
      }
    }
    if (message instanceof LastHttpContent) {
      inBody = false;
    }
    if (message.decoderResult().isFailure()) {
      broken = true;
    }
  }

  private void fail(ByteBuf in) {
    broken = true;
    headIsWhole();
    in.skipBytes(in.readableBytes());
  }

  private void headIsWhole() {
    atLineStart = false;
    ScheduledFuture<?> deadline = headDeadline;
    if (deadline != null) {
      headDeadline = null;
      deadline.cancel(false);
    }
  }

  private void headIsLate(ChannelHandlerContext ctx) {
    headDeadline = null;
    broken = true;
    ctx.fireChannelRead(refused(new Problem.RequestTimeout()));
    ctx.fireChannelReadComplete();
  }

  /// Whether a line of the header section begins with white space (RFC 9112 section 5.2).
  private boolean isFolded(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    if (atLineStart && at < end && isBlank(in.getByte(at))) {
      return true;
    }
    boolean text = false;
    while (true) {
      int lf = in.indexOf(at, end, (byte) '\n');
      if (lf < 0 || lf + 1 >= end) {
        return false;
      }
      boolean empty = lf == at || (lf == at + 1 && in.getByte(at) == '\r');
      if (empty && (text || atLineStart)) {
        return false;
      }
      text |= !empty;
      if (isBlank(in.getByte(lf + 1))) {
        return true;
      }
      at = lf + 1;
    }
  }

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    if (start > 0 && isBlank(line[start - 1])) {
      throw new IllegalArgumentException(REQUEST_LINE);
    }
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    requireOneSpaceBefore(line, start);
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    requireOneSpaceBefore(line, start);
    return super.splitThirdWordInitialLine(line, start, length);
  }

  /// Netty also takes tabs, other white space and several spaces (RFC 9112 section 3 permits that to
  /// a lenient parser); a proxy in front may split such a line elsewhere.
  private static void requireOneSpaceBefore(byte[] line, int start) {
    if (start < 2 || line[start - 1] != ' ' || (line[start - 2] <= ' ' && line[start - 2] >= 0)) {
      throw new IllegalArgumentException(REQUEST_LINE);
    }
  }

  @Override
  protected HttpMessage createInvalidMessage() {
    return new DefaultHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.GET, "/", HeadersMultiMap.httpHeaders());
  }

  private HttpMessage refused(Problem problem) {
    HttpMessage message = createInvalidMessage();
    message.headers().set(HttpHeaderNames.CONNECTION, "close");
    message.setDecoderResult(DecoderResult.failure(new FramingException(problem)));
    return message;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    headIsWhole();
    super.channelInactive(ctx);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isLineEnd(byte b) {
    return b == '\r' || b == '\n';
  }

  /// The bytes are not a request that this server accepts; nothing that follows on the connection
  /// can be trusted.
  public static final class FramingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public FramingException(Problem problem) {
      super(problem.getClass().getSimpleName(), null, false, false);
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }
}
