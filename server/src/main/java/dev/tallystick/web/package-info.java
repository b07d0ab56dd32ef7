/// What every endpoint shares: errors as problem+json, headers, paging, and the pages of the UI.
@ApplicationModule(allowedDependencies = {"storage"})
@NullMarked
package dev.tallystick.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
