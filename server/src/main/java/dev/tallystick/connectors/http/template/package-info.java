/// Evaluates the templates of a manifest with the meaning they have in Python: a small evaluator of our own, since no
/// Java engine has these semantics; it knows no reflection and has limits on steps, time and size.
@NullMarked
package dev.tallystick.connectors.http.template;

import org.jspecify.annotations.NullMarked;
