/// What every endpoint shares: errors as problem+json, headers, paging, and the pages of the UI.
@NullMarked
package dev.tallystick.web;

import org.jspecify.annotations.NullMarked;
