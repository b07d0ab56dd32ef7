/// The emulated Plaid, judged by Plaid's own client and by what is known of its paging.
@NullMarked
package dev.tallystick.lab.plaid;

import org.jspecify.annotations.NullMarked;
