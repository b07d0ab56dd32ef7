package dev.tallystick.egress;

import java.io.IOException;
import java.io.InputStream;

/// The one guarded way out.
@SuppressWarnings("DoNotCallSuggester") // replaced by the next commit
public final class EgressClient implements AutoCloseable {

    /// Reads a body that may be too large to keep. What it has read is lost when the body breaks off, so it must not
    /// act before it returns.
    @FunctionalInterface
    public interface BodyReader<T> {
        T read(Response.Head head, InputStream body) throws IOException;
    }

    /// Sends and waits for the whole answer.
    ///
    /// @throws EgressException where there is none that can be used
    public Response send(Request request) {
        throw new UnsupportedOperationException(request.toString());
    }

    /// As [#send(Request)], for bodies that are read as they come.
    public <T> T exchange(Request request, BodyReader<T> reader) {
        throw new UnsupportedOperationException(request.toString());
    }

    @Override
    public void close() {}
}
