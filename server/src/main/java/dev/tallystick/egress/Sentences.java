package dev.tallystick.egress;

/// What is said to people in more than one place.
final class Sentences {

    private Sentences() {}

    /// The same for a refused address, an unknown name, a closed port and a silent one: the differences would map an
    /// internal network for whoever may type addresses.
    static String unreachable(String host) {
        return host + " could not be reached. Check the name and the port; an address inside your own network must"
                + " first be put on the allow list.";
    }
}
