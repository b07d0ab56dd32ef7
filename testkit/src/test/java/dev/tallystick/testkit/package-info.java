/// The testkit, on jobs as a developer would write them.
@NullMarked
package dev.tallystick.testkit;

import org.jspecify.annotations.NullMarked;
