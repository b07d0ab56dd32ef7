/// Reads accounts and transactions of banks from Plaid.
@NullMarked
package dev.tallystick.connectors.plaid;

import org.jspecify.annotations.NullMarked;
