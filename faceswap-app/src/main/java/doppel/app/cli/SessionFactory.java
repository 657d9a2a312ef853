package doppel.app.cli;

import doppel.app.jobs.StopSignal;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Hands the stop signal to whatever the command line makes that wants it. */
final class SessionFactory implements IFactory {
    private final StopSignal stop;

    SessionFactory(StopSignal stop) {
        this.stop = stop;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == Session.class) return type.cast(new Session(stop));
        return CommandLine.defaultFactory().create(type);
    }
}
