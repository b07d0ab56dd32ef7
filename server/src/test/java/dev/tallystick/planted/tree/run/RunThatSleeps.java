package dev.tallystick.planted.tree.run;

class RunThatSleeps {
    void pause() throws InterruptedException {
        Thread.sleep(1);
    }
}
