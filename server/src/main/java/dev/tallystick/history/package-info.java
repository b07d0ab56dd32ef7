/// What happened and what happens now: runs, their changes, the journal behind both, and the live stream to the page.
@NullMarked
package dev.tallystick.history;

import org.jspecify.annotations.NullMarked;
