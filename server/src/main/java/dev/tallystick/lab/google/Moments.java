package dev.tallystick.lab.google;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What is to happen exactly between two calls: an edit by somebody after a connector's read and before its write.
final class Moments {

    private final List<Moment> before = new ArrayList<>();
    private final List<Moment> after = new ArrayList<>();

    private record Moment(Predicate<ApiCall> when, Runnable deed) {}

    synchronized void beforeNext(Predicate<ApiCall> when, Runnable deed) {
        before.add(new Moment(when, deed));
    }

    synchronized void afterNext(Predicate<ApiCall> when, Runnable deed) {
        after.add(new Moment(when, deed));
    }

    synchronized int waiting() {
        return before.size() + after.size();
    }

    void before(ApiCall call) {
        run(before, call);
    }

    void after(ApiCall call) {
        run(after, call);
    }

    private void run(List<Moment> moments, ApiCall call) {
        List<Moment> due;
        synchronized (this) {
            due = moments.stream().filter(each -> each.when().test(call)).toList();
            moments.removeAll(due);
        }
        due.forEach(each -> each.deed().run());
    }
}
