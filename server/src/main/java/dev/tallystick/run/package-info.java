/// One run of one sync: observe, plan, hold or apply, record; with the leases and intents that survive a crash.
@NullMarked
package dev.tallystick.run;

import org.jspecify.annotations.NullMarked;
