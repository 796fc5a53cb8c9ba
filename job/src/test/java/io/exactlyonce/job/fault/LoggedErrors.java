package io.exactlyonce.job.fault;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What this process logs at ERROR, from now until it is closed. */
final class LoggedErrors extends AbstractAppender implements AutoCloseable {
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final List<String> messages = new CopyOnWriteArrayList<>();

    private LoggedErrors() {
        super("logged-errors", null, null, true, Property.EMPTY_ARRAY);
    }

    static LoggedErrors listen() {
        LoggedErrors errors = new LoggedErrors();
        errors.start();
        errors.context.getConfiguration().getRootLogger().addAppender(errors, Level.ERROR, null);
        return errors;
    }

    /** Those that hold the text, as names of transactions do. */
    List<String> about(String text) {
        return messages.stream().filter(message -> message.contains(text)).toList();
    }

    @Override
    public void append(LogEvent event) {
        messages.add(event.getMessage().getFormattedMessage());
    }

    @Override
    public void close() {
        context.getConfiguration().getRootLogger().removeAppender(getName());
        stop();
    }
}
