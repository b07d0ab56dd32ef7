/// The Plaid connector against the lab's Plaid.
@NullMarked
package dev.tallystick.connectors.plaid;

import org.jspecify.annotations.NullMarked;
