package dev.tallystick.planted.tree.connector;

import org.springframework.stereotype.Component;

@Component
class ConnectorWithSpring {}
