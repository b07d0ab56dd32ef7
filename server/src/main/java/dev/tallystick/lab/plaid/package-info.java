/// Plaid as a program sees it: items, their accounts and transactions, and a bank that books meanwhile.
@NullMarked
package dev.tallystick.lab.plaid;

import org.jspecify.annotations.NullMarked;
