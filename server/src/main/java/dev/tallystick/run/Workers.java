package dev.tallystick.run;

import dev.tallystick.job.JobQueue;
import dev.tallystick.job.ShortWork;
import dev.tallystick.storage.Notices;
import dev.tallystick.storage.Transactions;
import org.springframework.context.SmartLifecycle;

/// Starts the workers when everything else is there, and on the way out lets them end before anything else is taken
/// away:
/// a run that is under way hands itself back at its next safe point.
final class Workers implements SmartLifecycle {
    /// After the web server, so that the end is announced and watched until the last moment.
    private static final int LAST = Integer.MAX_VALUE;

    private final JobQueue queue;
    private final ShortWork shortWork;
    private final Notices notices;
    private final Transactions transactions;
    private final boolean alone;
    private final boolean lab;
    private volatile boolean running;

    /// @param alone whether no other process can be at work: the embedded database is one process' alone, by the lock
    ///     on its directory
    /// @param lab whether this process has a lab, which begins anew with it
    Workers(
            JobQueue queue,
            ShortWork shortWork,
            Notices notices,
            Transactions transactions,
            boolean alone,
            boolean lab) {
        this.queue = queue;
        this.shortWork = shortWork;
        this.notices = notices;
        this.transactions = transactions;
        this.alone = alone;
        this.lab = lab;
    }

    @Override
    public void start() {
        if (alone) {
            // Whoever still seems to be at work was killed; to wait for its silence would only cost time.
            transactions.system(jdbc -> new LeaseStore().takeAllBack(jdbc));
            queue.takeAllBack();
        }
        if (lab) {
            ForgetRehearsals.now(transactions);
        }
        notices.subscribe(payload -> {
            if (payload.equals(JobQueue.NOTICE) || payload.equals(Notices.LOOK_AGAIN)) {
                queue.wake();
            }
        });
        notices.start();
        queue.start();
        shortWork.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        shortWork.close();
        queue.close();
        notices.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return LAST;
    }
}
