package dev.tallystick.lab;

import java.util.Set;

/// The lab's services by the names that a `rehearsal:` may use, behind `lab.`.
public final class LabServices {
    public static final Set<String> NAMES = Set.of(
            "partner", "shop", "academy", "airtable", "google", "plaid", "ecb", "frankfurter", "openexchangerates");

    private LabServices() {}
}
