package dev.tallystick.connectors.http.template;

/// What one evaluation may cost. A manifest is a stranger's text: it must not hold a worker or fill the memory.
final class Budget {
    private static final int STEPS = 500_000;
    private static final long NANOS = 2_000_000_000L;
    private static final int CHECK_EVERY = 1024;

    private final long began = System.nanoTime();
    private int steps;

    void step() {
        if (++steps > STEPS) {
            throw TemplateException.limit("it takes too many steps");
        }
        if (steps % CHECK_EVERY == 0 && System.nanoTime() - began > NANOS) {
            throw TemplateException.limit("it takes too long");
        }
    }
}
