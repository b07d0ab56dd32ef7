package dev.tallystick.planted.tree.connector;

import org.springframework.core.Ordered;

record ConnectorWithSpring(Ordered order) {}
