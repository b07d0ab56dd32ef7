package dev.tallystick.run;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.tallystick.history.RunLine.Level;
import org.slf4j.LoggerFactory;

/// Gives each run the lines that go to the log in its name, so that whoever looks at the run need not look for them
/// there. It takes what the log takes, no more.
///
/// Of an exception only its kind and where it came from are kept: its message may be somebody else's words, with
/// anything in them. The log on the server has the rest.
final class CaptureLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final int MOST_FRAMES = 3;
    private static final String OURS = "dev.tallystick.";

    private final RunSync runs;
    private final Logger root;

    CaptureLines(RunSync runs) {
        this.runs = runs;
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        setContext(context);
        setName("run lines");
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        var run = event.getMDCPropertyMap().get("run");
        if (run != null) {
            runs.wrote(Long.parseLong(run), level(event), event.getInstant(), text(event));
        }
    }

    private static Level level(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.ERROR)) {
            return Level.ERROR;
        }
        return event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.WARN) ? Level.WARN : Level.INFO;
    }

    private static String text(ILoggingEvent event) {
        var text = new StringBuilder(event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            text.append(" [").append(thrown.getClassName());
            int told = 0;
            for (var frame : thrown.getStackTraceElementProxyArray()) {
                var place = frame.getStackTraceElement();
                if (place.getClassName().startsWith(OURS) && told++ < MOST_FRAMES) {
                    text.append(" at ")
                            .append(place.getClassName().substring(OURS.length()))
                            .append(':')
                            .append(place.getLineNumber());
                }
            }
            text.append("; the server's log has all of it]");
        }
        return text.toString();
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}
