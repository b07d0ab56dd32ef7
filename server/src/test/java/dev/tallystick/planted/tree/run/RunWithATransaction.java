package dev.tallystick.planted.tree.run;

import org.springframework.transaction.annotation.Transactional;

class RunWithATransaction {
    @Transactional
    void run() {}
}
