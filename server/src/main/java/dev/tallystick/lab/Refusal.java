package dev.tallystick.lab;

/// A request that a service does not take, with its answer.
final class Refusal extends RuntimeException {

    private final Reply reply;

    Refusal(Reply reply) {
        super(null, null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
