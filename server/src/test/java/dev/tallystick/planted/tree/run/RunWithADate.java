package dev.tallystick.planted.tree.run;

import java.util.Date;

class RunWithADate {
    @SuppressWarnings("JavaUtilDate") // Planted on purpose: the rule must find it.
    Object started() {
        return new Date();
    }
}
