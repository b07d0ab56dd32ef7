package dev.tallystick.planted.tree.table;

import dev.tallystick.planted.tree.run.RunManager;

record TableThatKnowsARun(RunManager run) {}
