package dev.tallystick.planted.tree.run;

import dev.tallystick.planted.tree.connectors.one.OneThatUsesTwo;

record RunThatNamesAConnector(OneThatUsesTwo connector) {}
