/// The one guarded way out: every HTTP request that leaves the server goes through [EgressClient].
@NullMarked
package dev.tallystick.egress;

import org.jspecify.annotations.NullMarked;
