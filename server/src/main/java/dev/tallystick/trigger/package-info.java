/// What starts a run: a schedule, a person, the API. Each only enqueues.
@NullMarked
package dev.tallystick.trigger;

import org.jspecify.annotations.NullMarked;
